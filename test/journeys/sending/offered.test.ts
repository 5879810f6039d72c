import { expect } from "chai";
import { enrolledPerson, openBrowser } from "../../support/browser.ts";
import { codeSentTo, SENDING, sentTo, textedPerson } from "../../support/sent-codes.ts";
import { onEmbedded } from "../../support/stacks.ts";

const ODD_NAMES = ["a\r\nBcc: x@evil.example", "\u0000", "\u202etxet", "\ud800", "\u001b[31mred", "x".repeat(65)];

onEmbedded("What is sent, where nobody has asked for it by name,", (current) => {
  it("is no e-mail, although there is a channel for it", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await browser.login();
    const pending = await browser.api("challenge", { method: "email" });
    await browser.verify();

    const setup = await browser.api("setup/email", {});

    expect([pending.status, pending.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
    expect([setup.status, setup.body.code]).to.deep.equal([403, "ERR-FORBIDDEN"]);
    expect((await sentTo(app, browser.person.email)).filter(({ purpose }) => purpose === "code")).to.deep.equal([]);
  });
});

onEmbedded(
  "A policy without SMS",
  (current) => {
    it("takes the method out of every list for those who have another one, and refuses it", async () => {
      const app = current();
      const first = await textedPerson(app);
      const browser = first.elsewhere();
      await first.login();
      await first.api("challenge", { method: "sms" });
      await first.api("verify", { method: "sms", code: await codeSentTo(app, first.number) });
      await first.enroll();
      app.users.change(browser.person.id, { roles: ["teller"] });
      const before = (await sentTo(app, browser.number)).length;

      const login = await browser.login();
      const asked = await browser.api("challenge", { method: "sms" });
      const tried = await browser.api("verify", { method: "sms", code: "123456" });

      expect(login.body.methods.map(({ type }: { type: string }) => type)).to.deep.equal(["totp", "backup_code"]);
      expect([asked.status, tried.status]).to.deep.equal([400, 400]);
      expect(await sentTo(app, browser.number)).to.have.lengthOf(before);
    });
  },
  { sallyport: { ...SENDING, policy: [{ role: "teller", mfa: "optional", methods: ["totp", "backup_code"] }] } },
);

onEmbedded(
  "Somebody who writes odd names",
  (current) => {
    for (const name of ODD_NAMES)
      it(`is refused, and no message has a word of it: ${JSON.stringify(name).slice(0, 30)}`, async () => {
        const app = current();
        const browser = openBrowser(app);
        await browser.login();

        const answer = await browser.api("setup/email", { name });

        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
        expect(await sentTo(app, browser.person.email)).to.deep.equal([]);
      });

    for (const email of ["a@b", "a b@example.com", "a@example.com\r\nBcc: x@evil.example", "<a@example.com>", "a@@b.c"])
      it(`is refused an address that is none: ${JSON.stringify(email)}`, async () => {
        const app = current();
        const browser = openBrowser(app);
        await browser.login();
        const before = app.mail.outbox.length;

        const answer = await browser.api("setup/email", { email });

        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
        await app.mfa.delivery.idle();
        expect(app.mail.outbox).to.have.lengthOf(before);
      });

    it("may have an address in any script, which is sent to in its ASCII form", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();

      await browser.api("setup/email", { email: "ada@BÜCHER.example" }).expect(200);
      const done = await browser.api("verify/email", { code: await codeSentTo(app, "ada@xn--bcher-kva.example") });

      expect(done.status, JSON.stringify(done.body)).to.equal(200);
    });
  },
  { sallyport: SENDING },
);

onEmbedded(
  "Somebody who fails at their second factor",
  (current) => {
    it("gets one mail at the fifth failure, and no other for an hour", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const wrong = browser.wrongCode();
      const mails = async (): Promise<number> =>
        (await sentTo(app, browser.person.email)).filter(({ subject = "" }) => /Failed attempts/.test(subject)).length;
      const before = await mails();
      const told: number[] = [];

      for (let count = 1; count <= 12; count += 1) {
        if (count % 5 === 1) await browser.login();
        await browser.verify(wrong).expect(401);
        app.clock.travel(2);
        if ([4, 5, 12].includes(count)) told.push((await mails()) - before);
      }

      expect(told).to.deep.equal([0, 1, 1]);
    });
  },
  { sallyport: { ...SENDING, limits: { baseWaitSeconds: 1, maxWaitSeconds: 1 } } },
);
