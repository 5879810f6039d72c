import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { adminOf, DAY, eventsOf, helpWith, travelTo } from "../policy/acting.ts";
import { linksTo, openLink, reset, tokenMailedTo } from "./lost.ts";

/** Somebody whose methods were taken away, signed in with the password. */
async function afterReset(app: TestApp): Promise<{ lost: Browser; admin: Browser; resetAt: string }> {
  const lost = await signedInPerson(app);
  const admin = await adminOf(app);
  const { body } = await reset(admin, lost.person).expect(200);
  await lost.login();
  return { lost, admin, resetAt: body.effectiveAt as string };
}

const REFUSED = [401, "ERR-MFA-INVALID"];

onEveryStack(
  "The link that is mailed after a reset",
  (current) => {
    it("leads to the page of the options, with the token where no server sees it", async () => {
      const app = current();
      const { lost } = await afterReset(app);

      const links = await linksTo(app, lost.person);

      expect(links).to.have.lengthOf(1);
      expect(links[0]).to.match(/^http:\/\/localhost\/security\/enroll#enroll=[\w-]{43}$/);
    });

    it("opens nothing without the password", async () => {
      const app = current();
      const { lost } = await afterReset(app);
      const nobody = openBrowser(app, lost.person);

      const answer = await openLink(nobody, await tokenMailedTo(app, lost.person));

      expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-UNAUTHENTICATED"]);
      expect((await nobody.api("setup/totp")).status).to.equal(401);
    });

    it("works once", async () => {
      const app = current();
      const { lost } = await afterReset(app);
      const token = await tokenMailedTo(app, lost.person);
      const again = lost.elsewhere();
      await again.login();

      const first = await openLink(lost, token);
      const second = await openLink(again, token);

      expect(first.status).to.equal(200);
      expect([second.status, second.body.code]).to.deep.equal(REFUSED);
      expect((await again.api("setup/totp")).status).to.equal(401);
      expect(eventsOf(app, lost.person, "enrollment_link_used")).to.have.lengthOf(1);
    });

    it("works once, also where twenty pages open it at the same time", async () => {
      const app = current();
      const { lost } = await afterReset(app);
      const token = await tokenMailedTo(app, lost.person);
      const browsers = Array.from({ length: 20 }, () => lost.elsewhere());
      for (const browser of browsers) await browser.login();

      const answers = await Promise.all(browsers.map((browser) => openLink(browser, token)));

      expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
    });

    for (const [when, secondsBefore, status] of [
      ["works a second before 24 hours are over", 1, 200],
      ["is dead a second after 24 hours", -1, 401],
    ] as const)
      it(when, async () => {
        const app = current();
        const { lost, resetAt } = await afterReset(app);
        const token = await tokenMailedTo(app, lost.person);
        travelTo(app, resetAt, 60 - DAY);
        await lost.login();
        travelTo(app, resetAt, secondsBefore - DAY);

        const answer = await openLink(lost, token);

        expect(answer.status).to.equal(status);
      });

    it("is none in a session of somebody else, who may have been reset as well", async () => {
      const app = current();
      const [mine, theirs] = [(await afterReset(app)).lost, (await afterReset(app)).lost];
      const token = await tokenMailedTo(app, mine.person);

      const stolen = await openLink(theirs, token);
      const own = await openLink(mine, token);

      expect([stolen.status, stolen.body.code]).to.deep.equal(REFUSED);
      expect(own.status).to.equal(200);
    });

    it("is a new one where an admin sends it again, and the one before is dead by that", async () => {
      const app = current();
      const { lost, admin } = await afterReset(app);
      const old = await tokenMailedTo(app, lost.person);
      app.clock.travel(60);

      const sent = await helpWith(admin, lost.person, "enrollment-link");
      const answers = [await openLink(lost, old), await openLink(lost, await tokenMailedTo(app, lost.person))];

      expect(sent.status).to.equal(200);
      expect(Object.keys(sent.body)).to.deep.equal(["expiresAt"]);
      expect(answers.map(({ status }) => status)).to.deep.equal([401, 200]);
    });

    it("is sent again to nobody who is not waiting for one", async () => {
      const app = current();
      const { lost, admin } = await afterReset(app);
      await openLink(lost, await tokenMailedTo(app, lost.person)).expect(200);
      await lost.enroll();

      const answers = [
        await helpWith(admin, lost.person, "enrollment-link"),
        await helpWith(admin, app.users.add(), "enrollment-link"),
      ];

      for (const { status, body } of answers) expect([status, body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
    });

    it("is not guessed, whatever looks like one", async () => {
      const { lost } = await afterReset(current());
      const answers = [];
      for (const token of ["x".repeat(43), "", "x", `${"x".repeat(42)}%`, 7, null])
        answers.push(await lost.api("recovery/link", { token }));

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 400, 400, 400, 400, 400]);
      expect((await lost.api("setup/totp")).status).to.equal(401);
    });
  },
  { sallyport: { recovery: { enrollPath: "/security/enroll" } } },
);
