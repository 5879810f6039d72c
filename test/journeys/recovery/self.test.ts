import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, openBrowser, type Browser } from "../../support/browser.ts";
import { SENDING, sentTo, textedPerson } from "../../support/sent-codes.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";
import { adminOf, anew, DAY, eventsOf, helpWith, mailsTo, subjectsTo, travelTo } from "../policy/acting.ts";
import { linksTo, openLink, tokenMailedTo } from "./lost.ts";

type Owner = Awaited<ReturnType<typeof enrolledPerson>>;

/** Somebody who has the password alone, and has said so at the second step. */
async function lostEverything(app: TestApp): Promise<{ owner: Owner; effectiveAt: string }> {
  const owner = await enrolledPerson(app);
  await owner.login();
  const { body, status } = await owner.api("recovery");
  expect(status, JSON.stringify(body)).to.equal(200);
  return { owner, effectiveAt: body.effectiveAt as string };
}

async function isEnrolled(app: TestApp, { person }: Browser): Promise<boolean> {
  return (await app.mfa.policy.simulate([{ mfa: "required" }], [person])).enrolled === 1;
}

onEveryStack(
  "A user who has lost all methods",
  (current) => {
    it("says so at the second step, and waits 72 hours in which nothing happens", async () => {
      const app = current();
      const { owner, effectiveAt } = await lostEverything(app);
      const waits = new Date(effectiveAt).getTime() - Date.now() - app.clock.offsetMs;
      travelTo(app, effectiveAt, 5);

      await app.mfa.admin.settle();
      const login = await owner.login();

      expect(waits / 1000).to.be.within(3 * DAY - 5, 3 * DAY);
      expect([await isEnrolled(app, owner), login.body.mfaRequired, await owner.isIn()]).to.deep.equal([
        true,
        true,
        false,
      ]);
      expect(await linksTo(app, owner.person)).to.deep.equal([]);
    });

    it("then has none, and the link and the password lead to a new one", async () => {
      const app = current();
      const { owner, effectiveAt } = await lostEverything(app);
      travelTo(app, effectiveAt, -1);
      await Promise.all(Array.from({ length: 5 }, () => app.mfa.admin.settle()));

      const login = await owner.login();
      const shut = await owner.get("/protected");
      await openLink(owner, await tokenMailedTo(app, owner.person)).expect(200);
      await owner.enroll();

      expect(login.body.enrollment).to.include({ required: true, policyScope: "reset" });
      expect([shut.status, await owner.isIn()]).to.deep.equal([403, true]);
      expect(await subjectsTo(app, owner.person)).to.include.members([
        "Recovery carried out",
        "Set up a new second factor",
      ]);
      for (const type of ["recovery_requested", "recovery_executed", "recovery_completed"] as const)
        expect(eventsOf(app, owner.person, type), type).to.have.lengthOf(1);
    });

    it("is heard of wherever the account can be reached, the number that may be stolen included", async () => {
      const app = current();
      const owner = await textedPerson(app);
      await owner.login();

      await owner.api("recovery").expect(200);

      const mails = (await mailsTo(app, owner.person)).filter(({ subject }) => subject?.includes("Recovery"));
      const texts = (await sentTo(app, owner.number)).filter(({ text }) => text.includes("Sign in to stop it"));
      expect([mails.length, texts.length]).to.deep.equal([1, 1]);
      expect(mails[0]!.text).to.include("Somebody with your password").and.include("which stops it");
    });

    it("can do nothing else by it: the sign-in stays at its second step", async () => {
      const app = current();
      const { owner } = await lostEverything(app);

      const answers = [
        await owner.get("/protected"),
        await owner.status(),
        await owner.api("setup/totp"),
        await owner.api("recovery/link", { token: "x".repeat(43) }),
        await owner.delete("/api/v1/mfa/recovery"),
      ];

      for (const { status, body } of answers) expect([status, body.code]).to.deep.equal([401, "ERR-MFA-REQUIRED"]);
    });

    it("has lost nothing who signs in with a method after all: that ends it", async () => {
      const app = current();
      const { owner, effectiveAt } = await lostEverything(app);
      const back = await anew(app, owner);
      travelTo(app, effectiveAt, -1);

      await app.mfa.admin.settle();

      expect(await isEnrolled(app, back)).to.equal(true);
      expect(eventsOf(app, owner.person, "recovery_cancelled")).to.have.lengthOf(1);
      expect(await subjectsTo(app, owner.person)).to.include("Recovery cancelled");
    });

    it("may take it back from a session that is open elsewhere, once", async () => {
      const app = current();
      const first = await enrolledPerson(app);
      const open = await anew(app, first);
      const pending = first.elsewhere();
      await pending.login();
      await pending.api("recovery").expect(200);

      const answers = [await open.delete("/api/v1/mfa/recovery"), await open.delete("/api/v1/mfa/recovery")];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 404]);
    });

    it("does not begin it again by asking again, nor hear of it twice", async () => {
      const app = current();
      const { owner, effectiveAt } = await lostEverything(app);
      app.clock.travel(60);

      const again = await owner.api("recovery");

      expect(again.body).to.deep.equal({ effectiveAt });
      expect(eventsOf(app, owner.person, "recovery_requested")).to.have.lengthOf(1);
      const subjects = await subjectsTo(app, owner.person);
      expect(subjects.filter((subject) => subject === "Recovery of your account")).to.have.lengthOf(1);
    });

    it("may ask three times a day", async () => {
      const app = current();
      const { owner } = await lostEverything(app);
      const answers = [];
      for (let round = 0; round < 3; round += 1) answers.push(await owner.api("recovery"));

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 429]);
      expect(Number(answers[2]!.headers["retry-after"])).to.be.greaterThan(3600);
    });

    it("asks by a password that holds: one that has changed since, or sessions that were ended, leave nothing", async () => {
      const app = current();
      const [changed, ended] = [await enrolledPerson(app), await enrolledPerson(app)];
      for (const browser of [changed, ended]) await browser.login();
      app.users.change(changed.person.id, { credentialsChangedAt: app.clock.now() });
      await app.mfa.sessions.endAll(ended.person.id);

      const answers = [await changed.api("recovery"), await ended.api("recovery")];

      for (const { status, body } of answers)
        expect([status, body.code]).to.deep.equal([401, "ERR-MFA-CHALLENGE-INVALID"]);
    });

    it("is nobody who is not signed in, or has no method", async () => {
      const app = current();
      const without = openBrowser(app);
      const nobody = await without.api("recovery");
      await without.login();

      const answer = await without.api("recovery");

      expect([nobody.status, answer.status, answer.body.code]).to.deep.equal([401, 409, "ERR-MFA-NOT-ENABLED"]);
    });

    it("is helped sooner by an admin, whose reset takes its place", async () => {
      const app = current();
      const { owner } = await lostEverything(app);

      await helpWith(await adminOf(app), owner.person, "reset-mfa", { reason: "Passport shown" }).expect(200);

      expect(await isEnrolled(app, owner)).to.equal(false);
      expect(await linksTo(app, owner.person)).to.have.lengthOf(1);
    });
  },
  { sallyport: SENDING },
);

onEmbedded(
  "Where users can't recover by themselves",
  (current) => {
    it("there is nothing to ask for", async () => {
      const owner = await enrolledPerson(current());
      await owner.login();

      const answer = await owner.api("recovery");

      expect([answer.status, answer.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
    });
  },
  { sallyport: { recovery: { selfService: false } } },
);

onEmbedded("Whose account has no address that mail can be sent to", (current) => {
  it("can't recover by themselves", async () => {
    const owner = await enrolledPerson(current(), { email: "ada@localhost" });
    await owner.login();

    const answer = await owner.api("recovery");

    expect([answer.status, answer.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
  });
});

onEmbedded(
  "An admin's reset that waits",
  (current) => {
    it("is not told of to whoever has the password", async () => {
      const app = current();
      const owner = await enrolledPerson(app);
      await app.mfa.admin.resetMfa(owner.person.id, { by: "ops", reason: "Lost phone" });
      await owner.login();

      const answer = await owner.api("recovery");

      expect([answer.status, answer.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
    });
  },
  { sallyport: { admin: { approvals: 2 } } },
);
