import { expect } from "chai";
import { trustedDevice } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { whoIsIn } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import {
  cookiesSet,
  deviceCookies,
  devicesOf,
  eventsOf,
  loginFrom,
  trustedPerson,
  type TrustedBrowser,
} from "./trusting.ts";

/** A trusted browser, and a copy of its cookie in other hands. */
async function copied(app: TestApp): Promise<{ readonly owner: TrustedBrowser; readonly Cookie: string }> {
  const owner = await trustedPerson(app);
  return { owner, Cookie: deviceCookies(owner).join("; ") };
}

/** What this person was mailed about their devices. */
async function mailsTo(app: TestApp, owner: TrustedBrowser): Promise<readonly string[]> {
  await app.mfa.delivery.idle();
  await app.mfa.delivery.flush();
  return app.mail.outbox.flatMap(({ to, text }) =>
    to === owner.person.email && text.includes(owner.trust.name) ? [text] : [],
  );
}

onEveryStack(
  "A copied cookie of a trusted device",
  (current) => {
    it("ends the trust of both when it is used after the owner's", async () => {
      const app = current();
      const { owner, Cookie } = await copied(app);
      await owner.login();
      app.clock.travel(31);

      const thief = await loginFrom(app, owner.person, { Cookie });
      const victim = await owner.login();

      expect([thief.body.mfaRequired, victim.body.mfaRequired]).to.deep.equal([true, true]);
      expect(cookiesSet(thief)).to.deep.equal([]);
    });

    it("ends the trust of both when it is used first", async () => {
      const app = current();
      const { owner, Cookie } = await copied(app);
      const thief = await loginFrom(app, owner.person, { Cookie });
      const [rotated = ""] = cookiesSet(thief);
      app.clock.travel(31);

      const victim = await owner.login();
      const again = await loginFrom(app, owner.person, { Cookie: rotated.split(";")[0] ?? "" });

      expect([thief, victim, again].map(({ body }) => body.mfaRequired as boolean)).to.deep.equal([false, true, true]);
    });

    it("signs everybody out, thief and owner, and takes their pending sign-ins away", async () => {
      const app = current();
      const { owner, Cookie } = await copied(app);
      const elsewhere = owner.elsewhere();
      await elsewhere.login();
      await elsewhere.verify();
      const pending = owner.elsewhere();
      await pending.login();
      await owner.login();
      const before = await whoIsIn([owner, elsewhere]);
      app.clock.travel(31);

      await loginFrom(app, owner.person, { Cookie });

      expect([before, await whoIsIn([owner, elsewhere])]).to.deep.equal([
        [true, true],
        [false, false],
      ]);
      expect((await pending.verify()).body).to.include({ code: "ERR-MFA-CHALLENGE-INVALID" });
      expect((await owner.get("/protected")).body).to.include({ reason: "device_compromised" });
    });

    it("is recorded, and mailed to the owner, once, of however many that come at once", async () => {
      const app = current();
      const { owner, Cookie } = await copied(app);
      await owner.login();
      app.clock.travel(31);

      await Promise.all(Array.from({ length: 5 }, () => loginFrom(app, owner.person, { Cookie })));
      await owner.login();

      const reused = eventsOf(app, owner.person.id, "device_token_reused", "device_revoked");
      expect(reused.map(({ type, reason, data }) => [type, reason, data?.["deviceId"]])).to.deep.equal([
        ["device_token_reused", undefined, owner.trust.id],
        ["device_revoked", "token_reused", owner.trust.id],
      ]);
      expect(await mailsTo(app, owner)).to.have.lengthOf(1);
    });

    it("leaves the sign-in that it was shown with a second step, which works", async () => {
      const app = current();
      const { owner } = await copied(app);
      const stale = owner.elsewhere();
      for (const cookie of deviceCookies(owner)) stale.agent.jar.setCookie(cookie);
      await owner.login();
      app.clock.travel(60);

      const login = await stale.login();
      const verified = await stale.verify();

      expect([login.body.mfaRequired, verified.status]).to.deep.equal([true, 200]);
      expect(await stale.isIn()).to.equal(true);
    });

    it("leaves the owner's other devices, and those of others, what they are", async () => {
      const app = current();
      const { owner, Cookie } = await copied(app);
      const [laptop, other] = [owner.elsewhere(), await trustedPerson(app)];
      await laptop.login();
      await laptop.api("verify", { method: "totp", code: laptop.code(), trustDevice: true });
      await owner.login();
      app.clock.travel(60);

      await loginFrom(app, owner.person, { Cookie });

      const answers = [await laptop.login(), await other.login(), await owner.login()];
      expect(answers.map(({ body }) => body.mfaRequired as boolean)).to.deep.equal([false, false, true]);
    });
  },
  { middlewares: [trustedDevice()] },
);

onEveryStack(
  "Tabs that sign in at the same time with one cookie",
  (current) => {
    it("are all in, and exactly one is given the next token", async () => {
      const app = current();
      const { owner, Cookie } = await copied(app);

      const answers = await Promise.all(Array.from({ length: 20 }, () => loginFrom(app, owner.person, { Cookie })));

      const required = answers.map(({ status, body }) => [status, body.mfaRequired as boolean]);
      expect(required).to.deep.equal(answers.map(() => [200, false]));
      const given = answers.flatMap((answer) => cookiesSet(answer));
      expect(given).to.have.lengthOf(1);
      app.clock.travel(31);
      const next = await loginFrom(app, owner.person, { Cookie: given[0]?.split(";")[0] ?? "" });
      expect(next.body).to.include({ mfaRequired: false });
    });

    it("count as so many uses, and are no theft as long as the grace lasts", async () => {
      const app = current();
      const { owner, Cookie } = await copied(app);
      await owner.login();
      app.clock.travel(25);

      const late = await loginFrom(app, owner.person, { Cookie });

      expect(late.body).to.include({ mfaRequired: false });
      expect(eventsOf(app, owner.person.id, "device_token_reused")).to.deep.equal([]);
      const [device] = await app.mfa.devices.list(owner.person.id);
      expect(device?.uses).to.equal(2);
      expect(await devicesOf(owner)).to.have.lengthOf(1);
    });
  },
  { middlewares: [trustedDevice()], sallyport: { sessions: { max: 50 } } },
);
