import { expect } from "chai";
import { enrolledPerson, openBrowser } from "../../support/browser.ts";
import { codeSentTo, codesSentTo, otherThan, SENDING, textedPerson } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";

onEveryStack(
  "A code that was sent",
  (current) => {
    it("is good for ten minutes, and not a second longer", async () => {
      const app = current();
      const browser = await textedPerson(app);
      await browser.login();
      await browser.api("challenge", { method: "sms" }).expect(200);
      await browser.api("verify", { method: "sms", code: await codeSentTo(app, browser.number) }).expect(200);
      app.clock.travel(31);
      await browser.api("challenge", { method: "sms" }).expect(200);
      const code = await codeSentTo(app, browser.number);

      app.clock.travel(601);
      const late = await browser.api("verify", { method: "sms", code });

      expect([late.status, late.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
    });

    it("is used once, by one of fifty requests at once", async () => {
      const app = current();
      const browser = await textedPerson(app);
      await browser.login();
      await browser.api("challenge", { method: "sms" }).expect(200);
      const code = await codeSentTo(app, browser.number);

      const answers = await Promise.all(
        Array.from({ length: 50 }, () => browser.api("verify", { method: "sms", code })),
      );

      expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
    });

    it("is good for the sign-in that asked for it, and for no other of the same person", async () => {
      const app = current();
      const browser = await textedPerson(app);
      const other = browser.elsewhere();
      await browser.login();
      await other.login();
      await browser.api("challenge", { method: "sms" }).expect(200);
      const code = await codeSentTo(app, browser.number);

      const crossed = await other.api("verify", { method: "sms", code });
      const own = await browser.api("verify", { method: "sms", code });

      expect([crossed.status, own.status]).to.deep.equal([401, 200]);
    });

    it("is no good for anything but what it was sent for", async () => {
      const app = current();
      const browser = await textedPerson(app);
      await browser.login();
      await browser.api("challenge", { method: "sms" }).expect(200);
      const signInCode = await codeSentTo(app, browser.number);
      for (const method of ["totp", "email", "backup_code"])
        expect((await browser.api("verify", { method, code: signInCode })).status, method).to.equal(401);
      await browser.api("verify", { method: "sms", code: signInCode }).expect(200);
      app.clock.travel(61);

      await browser.api("setup/email", { email: `${browser.number.slice(1)}@example.com` }).expect(200);
      const setupCode = await codeSentTo(app, `${browser.number.slice(1)}@example.com`);
      const asStepUp = await browser.api("verify", { method: "sms", code: setupCode });
      const asOtherSetup = await browser.api("verify/sms", { code: setupCode });
      const asSetup = await browser.api("verify/email", { code: setupCode });

      expect([asStepUp.status, asOtherSetup.status, asSetup.status]).to.deep.equal([401, 401, 200]);
    });

    it("goes to the old number until the new one is proved", async () => {
      const app = current();
      const browser = await textedPerson(app);
      const before = (await codesSentTo(app, browser.number)).length;
      await browser.login();
      await browser.api("challenge", { method: "sms" }).expect(200);
      await browser.api("verify", { method: "sms", code: await codeSentTo(app, browser.number) }).expect(200);

      await browser.api("setup/sms", { phoneNumber: "+905321234567" }).expect(200);
      const elsewhere = browser.elsewhere();
      app.clock.travel(31);
      await elsewhere.login();
      await elsewhere.api("challenge", { method: "sms" }).expect(200);

      expect((await codesSentTo(app, browser.number)).length - before).to.equal(2);
    });

    it("ends the set-up after five wrong ones, and a second set-up takes the place of the first", async () => {
      const app = current();
      const [first, second] = [openBrowser(app), openBrowser(app)];
      for (const browser of [first, second]) await browser.login();
      await first.api("setup/email", {}).expect(200);
      const code = await codeSentTo(app, first.person.email);
      for (let count = 0; count < 5; count += 1) await first.api("verify/email", { code: otherThan(code) }).expect(401);
      app.clock.travel(31);
      const dead = await first.api("verify/email", { code });
      await second.api("setup/email", {}).expect(200);
      const replaced = await codeSentTo(app, second.person.email);
      app.clock.travel(31);
      await second.api("setup/email", { email: `2-${second.person.email}` }).expect(200);

      const old = await second.api("verify/email", { code: replaced });
      const current_ = await second.api("verify/email", {
        code: await codeSentTo(app, `2-${second.person.email}`),
      });

      expect([dead.status, old.status, current_.status]).to.deep.equal([401, 401, 200]);
    });

    it("is sent to nobody who has not shown the password, and to no method that the account has not", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      await app.mfa.delivery.idle();
      const before = [app.sms.outbox.length, app.mail.outbox.length];

      const anonymous = await openBrowser(app).api("challenge", { method: "sms" });
      await browser.login();
      const answers = await Promise.all(
        ["email", "sms", "totp", "backup_code", "webauthn"].map((method) => browser.api("challenge", { method })),
      );
      const withAddress = await browser.api("challenge", { method: "email", email: "evil@example.com" });

      expect([anonymous.status, anonymous.body.code]).to.deep.equal([401, "ERR-UNAUTHENTICATED"]);
      expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 400, 400, 400]);
      expect(withAddress.status).to.equal(400);
      await app.mfa.delivery.idle();
      expect([app.sms.outbox.length, app.mail.outbox.length]).to.deep.equal(before);
    });
  },
  { sallyport: SENDING },
);
