import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import { codesSentTo, codeSentTo, otherThan } from "../../support/sent-codes.ts";
import type { Person } from "../../support/users.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";
import { eventsOf } from "./acting.ts";

const policy = [{ role: "officer", mfa: "required", graceDays: 0 }] as const;
const METHODS = ["totp", "email", "backup_code"] as const;

async function officerIn(app: TestApp, details: Partial<Person> = {}): Promise<Browser> {
  const officer = openBrowser(app, app.users.add({ roles: ["officer"], ...details }));
  await officer.login();
  return officer;
}

/** Asks for a code, and reads it. */
async function mailedCode(app: TestApp, browser: Browser): Promise<string> {
  await browser.api("challenge", { method: "mailed_code" }).expect(200);
  return codeSentTo(app, browser.person.email);
}

onEveryStack(
  "The first method of a role that must have one",
  (current) => {
    it("takes the password and a code that is mailed to the account's address", async () => {
      const app = current();
      const officer = await officerIn(app);
      const asked = await officer.api("setup/totp");

      const sent = await officer.api("challenge", { method: "mailed_code" });
      const code = await codeSentTo(app, officer.person.email);
      const proved = await officer.api("verify", { method: "mailed_code", code });
      const setup = await officer.api("setup/totp");

      expect([asked.status, asked.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
      expect(asked.body).to.deep.include({ methods: ["mailed_code"], maxAgeSeconds: 300 });
      expect(sent.body).to.include({ method: "mailed_code", resendAfterSeconds: 30 });
      expect(sent.body.hint).to.match(/@/).and.not.to.equal(officer.person.email);
      expect(proved.body).to.deep.include({ verified: true, amr: ["pwd"] });
      expect(setup.status).to.equal(200);
      expect(eventsOf(app, officer.person, "mailbox_proved")).to.have.lengthOf(1);
    });

    it("takes no wrong code, and none that was used or has run out", async () => {
      const app = current();
      const officer = await officerIn(app);
      const first = await mailedCode(app, officer);
      const answers = [await officer.api("verify", { method: "mailed_code", code: otherThan(first) })];
      await officer.api("verify", { method: "mailed_code", code: first }).expect(200);
      answers.push(await officer.api("verify", { method: "mailed_code", code: first }));
      app.clock.travel(31);
      const second = await mailedCode(app, officer);
      app.clock.travel(601);

      answers.push(await officer.api("verify", { method: "mailed_code", code: second }));

      for (const { status, body } of answers) expect([status, body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
      expect((await officer.api("setup/totp")).status).to.equal(401);
    });

    it("takes it in the session that has asked for it, and in no other", async () => {
      const app = current();
      const officer = await officerIn(app);
      const other = officer.elsewhere();
      await other.login();
      const stranger = await officerIn(app);
      const code = await mailedCode(app, officer);

      const answers = [
        await other.api("verify", { method: "mailed_code", code }),
        await stranger.api("verify", { method: "mailed_code", code }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
      expect((await other.api("setup/totp")).status).to.equal(401);
    });

    it("takes it within five minutes of the password and of the code", async () => {
      const app = current();
      const officer = await officerIn(app);
      app.clock.travel(301);
      const late = await officer.api("setup/totp");
      const { password } = officer.person;
      await officer.api("verify-password", { password }).expect(200);
      await officer.proveMailbox();
      app.clock.travel(200);
      await officer.api("verify-password", { password }).expect(200);
      app.clock.travel(99);
      const inTime = await officer.api("setup/totp");
      app.clock.travel(2);

      const tooLate = await officer.api("setup/totp");

      expect([late.body.methods, inTime.status, tooLate.body.methods]).to.deep.equal([
        ["password"],
        200,
        ["mailed_code"],
      ]);
    });

    it("is all that the code is good for: it opens no route, is no second factor and ends no sign-in", async () => {
      const app = current();
      const officer = await officerIn(app);
      const enrolled = await signedInPerson(app);
      const code = await mailedCode(app, officer);
      const asEmail = await officer.api("verify", { method: "email", code });
      await officer.api("verify", { method: "mailed_code", code }).expect(200);

      const shut = [await officer.get("/protected"), await officer.get("/totp-only"), await officer.post("/transfers")];
      const status = await officer.status();
      const pending = enrolled.elsewhere();
      await pending.login();
      const signIns = [
        await pending.api("challenge", { method: "mailed_code" }),
        await pending.api("verify", { method: "mailed_code", code: "123456" }),
      ];

      expect([asEmail.status, asEmail.body.code]).to.deep.equal([409, "ERR-MFA-NOT-ENABLED"]);
      for (const { status, body } of shut)
        expect([status, body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
      expect(status.body).to.include({ enabled: false, lastVerifiedAt: null });
      expect(signIns.map(({ status, body }): unknown[] => [status, body.code])).to.deep.equal([
        [401, "ERR-MFA-REQUIRED"],
        [400, "ERR-VALIDATION"],
      ]);
    });

    it("is the last that it is sent for: whoever has a method is sent none, and one that is there is no good", async () => {
      const app = current();
      const officer = await officerIn(app);
      await officer.proveMailbox();
      app.clock.travel(31);
      const code = await mailedCode(app, officer);
      await officer.enroll();
      app.clock.travel(31);

      const sent = await officer.api("challenge", { method: "mailed_code" });
      const shown = await officer.api("verify", { method: "mailed_code", code });

      expect([sent.status, sent.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
      expect([shown.status, shown.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
      expect(await codesSentTo(app, officer.person.email)).to.have.lengthOf(2);
    });

    it("is not guessed: the tries are those of a second factor", async () => {
      const app = current();
      const officer = await officerIn(app);
      const code = await mailedCode(app, officer);

      for (let guess = 0; guess < 5; guess += 1)
        await officer.api("verify", { method: "mailed_code", code: otherThan(code) }).expect(401);
      const right = await officer.api("verify", { method: "mailed_code", code });

      expect([right.status, right.body.code]).to.deep.equal([429, "ERR-MFA-RATE-LIMITED"]);
    });
  },
  { sallyport: { policy, methods: METHODS } },
);

onEmbedded(
  "Where nobody has to have a method, the first one",
  (current) => {
    it("takes the password alone", async () => {
      const app = current();
      const person = openBrowser(app);
      await person.login();

      expect((await person.api("setup/totp")).status).to.equal(200);
    });
  },
  { sallyport: { policy } },
);

onEmbedded(
  "Where `recovery.mailedCode` is false, the first method",
  (current) => {
    it("takes the password alone", async () => {
      const officer = await officerIn(current());

      expect((await officer.api("setup/totp")).status).to.equal(200);
    });
  },
  { sallyport: { policy, recovery: { mailedCode: false } } },
);

onEmbedded(
  "Where the account has no address that mail can be sent to, the first method",
  (current) => {
    it("takes the password alone, and a code can't be asked for", async () => {
      const officer = await officerIn(current(), { email: `ada-${randomUUID()}` });

      const answers = [await officer.api("challenge", { method: "mailed_code" }), await officer.api("setup/totp")];

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 200]);
    });
  },
  { sallyport: { policy } },
);
