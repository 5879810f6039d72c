import { expect } from "chai";
import { openBrowser } from "../../support/browser.ts";
import { codeSentTo, SENDING, someNumber, textedPerson, type Texted } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";
import type { TestApp } from "../../support/app.ts";
import { DAY, travelTo } from "./acting.ts";

const policy = [{ role: "officer", mfa: "required", methods: ["totp", "backup_code"] }] as const;

/** An officer who has nothing but a number, signed in with it. */
async function officerIn(app: TestApp): Promise<Texted> {
  const texted = await textedPerson(app);
  app.users.change(texted.person.id, { roles: ["officer"] });
  await signInBySms(app, texted);
  return texted;
}

async function signInBySms(app: TestApp, { number, ...browser }: Texted): Promise<void> {
  await browser.login();
  await browser.api("challenge", { method: "sms" }).expect(200);
  await browser.api("verify", { method: "sms", code: await codeSentTo(app, number) }).expect(200);
}

onEveryStack(
  "Where a role must have an authenticator app, somebody who has a number alone",
  (current) => {
    it("is asked for the number at sign-in, and passes as long as the grace lasts", async () => {
      const app = current();
      const officer = await officerIn(app);
      const login = await officer.elsewhere().login();

      const [open, status] = [await officer.get("/protected"), await officer.status()];

      expect(login.body.methods.map(({ type }: { type: string }) => type)).to.deep.equal(["sms", "backup_code"]);
      expect(open.status).to.equal(200);
      expect(status.body).to.include({ enabled: true, required: true, policyScope: "role:officer" });
      expect(new Date(status.body.enrollmentDeadline).getTime()).to.be.greaterThan(app.clock.now().getTime());
    });

    it("reaches enrollment alone after it, is freed by an authenticator app, and asked for that from then on", async () => {
      const app = current();
      const officer = await officerIn(app);
      travelTo(app, (await officer.status()).body.enrollmentDeadline, -1);
      const late = officer.elsewhere();
      await signInBySms(app, late);

      const shut = await late.get("/protected");
      await late.enroll();
      const open = await late.get("/protected");
      const login = await officer.elsewhere().login();

      expect([shut.status, shut.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
      expect(shut.body).to.deep.include({ methods: ["totp"], policyScope: "role:officer" });
      expect(open.status).to.equal(200);
      expect(login.body.methods.map(({ type }: { type: string }) => type)).to.deep.equal(["totp", "backup_code"]);
    });

    it("gets around the number by no password alone: not at the second step, nor in a session from before", async () => {
      const app = current();
      const officer = await textedPerson(app);
      const before = officer.elsewhere();
      app.users.change(officer.person.id, { roles: ["robot"] });
      await before.login();
      app.users.change(officer.person.id, { roles: ["officer"] });
      const pending = officer.elsewhere();
      await pending.login();

      const answers = [
        await pending.api("setup/totp"),
        await before.api("setup/totp"),
        await before.api("challenge", { method: "mailed_code" }),
        await before.get("/protected"),
      ];

      expect(answers.map(({ status, body }): unknown[] => [status, body.code])).to.deep.equal([
        [401, "ERR-MFA-REQUIRED"],
        [401, "ERR-MFA-STEP-UP-REQUIRED"],
        [400, "ERR-VALIDATION"],
        [401, "ERR-MFA-STEP-UP-REQUIRED"],
      ]);
      expect(answers[1]!.body.methods).to.deep.equal(["sms"]);
    });

    it("keeps it until there is a better one: no way of removing it leaves the password alone", async () => {
      const app = current();
      const officer = await officerIn(app);

      const answers = [
        await officer.delete(`/api/v1/mfa/methods/${officer.methodId}`),
        await officer.api("disable"),
        await officer.api("disable", { methodType: "sms" }),
      ];
      await officer.enroll();
      const replaced = await officer.delete(`/api/v1/mfa/methods/${officer.methodId}`);

      expect(answers.map(({ status, body }): unknown[] => [status, body.code])).to.deep.equal(
        Array.from({ length: 3 }, () => [403, "ERR-MFA-ADMIN-REQUIRED"]),
      );
      expect(replaced.status).to.equal(200);
    });

    it("can't set another number up: it is not on offer there", async () => {
      const app = current();
      const officer = openBrowser(app, app.users.add({ roles: ["officer"] }));
      await officer.login();
      await officer.proveMailbox();

      const answers = [
        await officer.api("setup/sms", { phoneNumber: someNumber() }),
        await officer.api("setup/email"),
        await officer.api("setup/totp"),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 200]);
    });

    it("is asked for it all the same where the role may go without", async () => {
      const app = current();
      const clerk = await textedPerson(app);
      app.users.change(clerk.person.id, { roles: ["clerk"] });
      await signInBySms(app, clerk);
      app.clock.travel(20 * DAY);
      const late = clerk.elsewhere();

      const login = await late.login();
      await signInBySms(app, late);

      expect(login.body).to.include({ mfaRequired: true, preferredMethod: "sms" });
      expect(await late.isIn()).to.equal(true);
    });
  },
  {
    sallyport: {
      ...SENDING,
      policy: [...policy, { role: "robot", mfa: "off" }, { role: "clerk", mfa: "optional", methods: ["totp"] }],
    },
  },
);
