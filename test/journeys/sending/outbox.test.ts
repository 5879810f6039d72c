import { expect } from "chai";
import type { Channel } from "@sallyport/core";
import { smtpChannel } from "@sallyport/delivery";
import { CHEAP } from "../../support/app.ts";
import { openBrowser, signedInPerson } from "../../support/browser.ts";
import { startMailServer, type MailServer } from "../../support/mail-server.ts";
import { SENDING } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";

let server: MailServer;
let email: Channel;

before(async () => {
  server = await startMailServer();
  email = await smtpChannel({ url: server.url, from: "security@bank.example" });
});
after(async () => {
  await email.close?.();
  await server.close();
});
beforeEach(() => {
  server.mode("ok");
});

/** How many mails went to somebody. */
const mailsTo = (address: string): number => server.mails.filter(({ to }) => to.includes(address)).length;

onEveryStack(
  "A mail server that is down",
  (current) => {
    for (const mode of ["down", "busy", "hang"] as const)
      it(`keeps nobody from their account, and loses nothing of what they are to be told (${mode})`, async () => {
        const app = current();
        const browser = openBrowser(app);
        server.mode(mode);
        await browser.login();
        await browser.enroll();
        await browser.api("backup-codes/regenerate").expect(200);
        await app.mfa.delivery.idle();
        const meanwhile = mailsTo(browser.person.email);

        server.mode("ok");
        app.clock.travel(61);
        await Promise.all(Array.from({ length: 5 }, () => app.mfa.delivery.flush()));
        await app.mfa.delivery.flush();

        expect([meanwhile, mailsTo(browser.person.email)]).to.deep.equal([0, 2]);
      });

    it("is given up after two days, with a word to the operator", async () => {
      const app = current();
      server.mode("busy");
      const browser = openBrowser(app);
      await browser.login();
      await browser.enroll();
      await app.mfa.delivery.idle();

      app.clock.travel(49 * 3600);
      await app.mfa.delivery.flush();
      server.mode("ok");
      app.clock.travel(3601);
      await app.mfa.delivery.flush();

      expect(mailsTo(browser.person.email)).to.equal(0);
      const given = app.events.filter(({ type, userId }) => type === "notice_failed" && userId === browser.person.id);
      expect(given.map(({ reason, data }) => [reason, data?.["kind"]])).to.deep.equal([["given_up", "method_added"]]);
    });
  },
  { sallyport: { ...SENDING, channels: { email: late() }, methods: ["totp", "email", "backup_code"] } },
);

onEveryStack(
  "Backup codes that expire",
  (current) => {
    it("are announced two weeks before, and not where there are new ones by then", async () => {
      const app = current();
      const [kept, renewed] = [await signedInPerson(app), await signedInPerson(app)];
      await app.mfa.delivery.idle();
      app.clock.travel(240);
      await renewed.api("backup-codes/regenerate").expect(200);
      await app.mfa.delivery.idle();
      const before = [kept, renewed].map(({ person }) => mailsTo(person.email));

      app.clock.travel(16 * 86_400 - 120);
      await app.mfa.delivery.flush();

      const after = [kept, renewed].map(({ person }) => mailsTo(person.email));
      expect(after.map((count, index) => count - before[index]!)).to.deep.equal([1, 0]);
    });
  },
  {
    sallyport: {
      ...SENDING,
      channels: { email: late() },
      methods: ["totp", "backup_code"],
      backupCodes: { expiresInDays: 30, cost: CHEAP },
    },
  },
);

/** The channel is opened when the tests begin, the apps are described before. */
function late(): Channel {
  return { name: "smtp", send: (message) => email.send(message) };
}
