import { expect } from "chai";
import { requireMfa, trustedDevice } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import type { Browser } from "../../support/browser.ts";
import { codeSentTo, SENDING, textedPerson, type Texted } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { DAY, trustedPerson, type TrustedBrowser } from "./trusting.ts";

/** Signed in with the password alone, at a browser that was trusted a minute ago, or some days. */
async function recognisedPerson(app: TestApp, { days = 0 } = {}): Promise<TrustedBrowser> {
  const browser = await trustedPerson(app);
  await browser.post("/logout");
  app.clock.travel(days * DAY);
  const login = await browser.login();
  expect(login.body.mfaRequired, JSON.stringify(login.body)).to.equal(false);
  return browser;
}

/** Everything that changes what the account is protected by. */
const CHANGES: Readonly<Record<string, (browser: TrustedBrowser) => ReturnType<Browser["get"]>>> = {
  "set up a method": (browser) => browser.api("setup/totp"),
  "rename a method": ({ agent, methodId }) => agent.patch(`/api/v1/mfa/methods/${methodId}`).send({ name: "Mine" }),
  "remove a method": (browser) => browser.delete(`/api/v1/mfa/methods/${browser.methodId}`),
  "turn MFA off": (browser) => browser.api("disable"),
  "make new backup codes": (browser) => browser.api("backup-codes/regenerate"),
  "revoke a trusted device": (browser) => browser.delete(`/api/v1/mfa/trusted-devices/${browser.trust.id}`),
  "revoke them all": (browser) => browser.delete("/api/v1/mfa/trusted-devices"),
  "pass a route that asks for a recent proof": (browser) => browser.post("/transfers"),
};

onEveryStack(
  "A session of a trusted device",
  (current) => {
    for (const [what, change] of Object.entries(CHANGES))
      it(`does not ${what} without a step-up`, async () => {
        const browser = await recognisedPerson(current());

        const before = await change(browser);
        await browser.verify();
        const after = await change(browser);

        expect([before.status, before.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
        expect(before.body.methods).to.include("totp");
        expect(after.status, JSON.stringify(after.body)).to.equal(200);
      });

    it("gets no step-up for the password, which it has shown just now", async () => {
      const browser = await recognisedPerson(current());

      const password = await browser.api("verify-password", { password: browser.person.password });
      const answers = [await browser.post("/transfers"), await browser.api("disable")];

      expect(password.status).to.equal(200);
      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
    });

    it("passes the guards that take it, with the age of the trust, and no other", async () => {
      const browser = await recognisedPerson(current(), { days: 3 });
      const statuses: Record<string, number> = {};

      for (const path of ["protected", "week", "day", "refused", "strong", "totp", "totp-trusted", "sms-trusted"])
        statuses[path] = (await browser.get(`/${path}`)).status;

      expect(statuses).to.deep.equal({
        ...{ protected: 200, week: 200, day: 401, refused: 401 },
        // Nothing but a passkey or a code that is not sent makes it strong; and it was no SMS that it was trusted by.
        ...{ strong: 401, totp: 401, "totp-trusted": 200, "sms-trusted": 403 },
      });
    });
  },
  {
    middlewares: [trustedDevice()],
    routes: (app) => {
      const guards = {
        week: requireMfa({ maxAgeSeconds: 7 * DAY, allowTrustedDevice: true }),
        day: requireMfa({ maxAgeSeconds: DAY, allowTrustedDevice: true }),
        refused: requireMfa({ allowTrustedDevice: false }),
        strong: requireMfa({ strength: "strong" }),
        totp: requireMfa({ methods: ["totp"] }),
        "totp-trusted": requireMfa({ methods: ["totp"], allowTrustedDevice: true }),
        "sms-trusted": requireMfa({ methods: ["sms"], allowTrustedDevice: true }),
      };
      for (const [name, guard] of Object.entries(guards)) app.get(`/${name}`, guard, (_req, res) => res.json({}));
    },
  },
);

/** Signed in at a browser that was trusted with a code by SMS. */
async function recognisedBySms(app: TestApp): Promise<Texted> {
  const browser = await textedPerson(app);
  await browser.login();
  await browser.api("challenge", { method: "sms" }).expect(200);
  const code = await codeSentTo(app, browser.number);
  await browser.api("verify", { method: "sms", code, trustDevice: true }).expect(200);
  const { body } = await browser.login();
  expect(body.mfaRequired).to.equal(false);
  return browser;
}

onEveryStack(
  "A device that was trusted by SMS",
  (current) => {
    it("is worth no more than SMS, when policy stops counting that while the session goes on", async () => {
      const app = current();
      const browser = await recognisedBySms(app);
      const before = await browser.get("/protected");
      app.users.change(browser.person.id, { roles: ["careful"] });

      const after = await browser.get("/protected");

      expect(before.status).to.equal(200);
      expect([after.status, after.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
    });

    it("opens nothing that SMS does not open where policy never counted it", async () => {
      const app = current();
      const browser = await textedPerson(app);
      app.users.change(browser.person.id, { roles: ["careful"] });
      await browser.login();
      await browser.api("challenge", { method: "sms" }).expect(200);
      const code = await codeSentTo(app, browser.number);
      await browser.api("verify", { method: "sms", code, trustDevice: true }).expect(200);
      const byCode = await browser.get("/protected");

      await browser.login();
      const byTrust = await browser.get("/protected");

      expect([byCode, byTrust].map(({ status, body }) => `${String(status)} ${String(body.code)}`)).to.deep.equal([
        "403 ERR-MFA-ENROLLMENT-REQUIRED",
        "403 ERR-MFA-ENROLLMENT-REQUIRED",
      ]);
    });
  },
  {
    middlewares: [trustedDevice()],
    sallyport: {
      ...SENDING,
      policy: [
        { mfa: "optional" },
        { role: "careful", mfa: "required", methods: ["totp", "backup_code"], graceDays: 0 },
      ],
    },
  },
);
