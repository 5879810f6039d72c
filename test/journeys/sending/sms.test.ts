import { expect } from "chai";
import { openBrowser } from "../../support/browser.ts";
import { codeSentTo, otherThan, SENDING, sentTo, someNumber, textedPerson } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";

onEveryStack(
  "A number as a second factor",
  (current) => {
    it("counts once the code that was sent there has come back", async () => {
      const app = current();
      const browser = openBrowser(app);
      const number = someNumber();
      await browser.login();

      const setup = await browser.api("setup/sms", { phoneNumber: number, name: "Mobile" });
      const before = await browser.status();
      const done = await browser.api("verify/sms", { code: await codeSentTo(app, number) });

      expect(setup.status, JSON.stringify(setup.body)).to.equal(200);
      expect(setup.body).to.include({ hint: `••••${number.slice(-2)}`, resendAfterSeconds: 30 });
      expect(setup.body.riskNote).to.be.a("string");
      expect(before.body.enabled).to.equal(false);
      expect(done.body.backupCodes).to.have.lengthOf(10);
      const [method] = (await browser.status()).body.methods;
      expect(method).to.include({ type: "sms", name: "Mobile", hint: `••••${number.slice(-2)}` });
    });

    it("signs in with a code that is sent on request", async () => {
      const app = current();
      const browser = await textedPerson(app);
      const login = await browser.login();

      const sent = await browser.api("challenge", { method: "sms" });
      const code = await codeSentTo(app, browser.number);
      const verified = await browser.api("verify", { method: "sms", code });

      expect(login.body.methods[0]).to.include({ type: "sms", hint: `••••${browser.number.slice(-2)}` });
      expect(sent.status, JSON.stringify(sent.body)).to.equal(200);
      expect(sent.body).to.have.all.keys("method", "expiresAt", "resendAfterSeconds", "hint");
      expect(verified.status, JSON.stringify(verified.body)).to.equal(200);
      expect(verified.body.amr).to.deep.equal(["pwd", "otp", "sms", "mfa"]);
      expect(await browser.isIn()).to.equal(true);
    });

    it("gets the same code again after the cool-down, and no new tries with it", async () => {
      const app = current();
      const browser = await textedPerson(app);
      await browser.login();
      await browser.api("challenge", { method: "sms" }).expect(200);
      const code = await codeSentTo(app, browser.number);
      for (let count = 0; count < 4; count += 1)
        await browser.api("verify", { method: "sms", code: otherThan(code) }).expect(401);

      const early = await browser.api("challenge", { method: "sms" });
      app.clock.travel(31);
      await browser.api("challenge", { method: "sms" }).expect(200);
      const again = await codeSentTo(app, browser.number);
      await browser.api("verify", { method: "sms", code: otherThan(code) }).expect(401);
      const late = await browser.api("verify", { method: "sms", code });

      expect(early.status).to.equal(429);
      expect(Number(early.get("Retry-After"))).to.be.within(1, 30);
      expect(again).to.equal(code);
      expect(late.status).to.equal(401);
      expect(await browser.isIn()).to.equal(false);
    });

    it("is texted with the origin in the last line, and nothing that anybody has typed", async () => {
      const app = current();
      const browser = await textedPerson(app, { displayName: "http://evil.example" });
      await browser.login();
      await browser.api("challenge", { method: "sms" }).expect(200);

      const [message] = (await sentTo(app, browser.number)).slice(-1);

      expect(message?.text).to.match(/\n@localhost #[0-9]{6}$/);
      expect(message?.text).not.to.match(/http|evil/);
    });
  },
  { sallyport: SENDING },
);
