import { expect } from "chai";
import type { Channel } from "@sallyport/core";
import { failover, smtpChannel, twilioChannel } from "@sallyport/delivery";
import { deliveryWebhooks } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, type Browser } from "../../support/browser.ts";
import { startMailServer, type MailServer } from "../../support/mail-server.ts";
import { SENDING, someNumber } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { startTwilioServer, TWILIO_ACCOUNT, TWILIO_NUMBER, type TwilioServer } from "../../support/twilio-server.ts";

const CALLBACK = "https://bank.example/hooks/delivery/twilio";

let twilio: TwilioServer;
let mailServer: MailServer;
let sms: Channel;
let email: Channel;

/** Stands for a channel that is opened before the app is: addresses of test servers are only known then. */
const late = (name: string, open: () => Channel): Channel => ({
  name,
  send: (message) => open().send(message),
  receive: async (callback) => open().receive?.(callback),
});

before(async () => {
  twilio = await startTwilioServer();
  mailServer = await startMailServer();
  sms = await twilioChannel({
    ...TWILIO_ACCOUNT,
    ...{ from: TWILIO_NUMBER, statusCallback: CALLBACK, httpClient: twilio.httpClient() },
  });
  email = await smtpChannel({ url: mailServer.url, from: "Acme Bank <security@bank.example>" });
});
after(async () => {
  await email.close?.();
  await mailServer.close();
  await twilio.close();
});
beforeEach(() => {
  twilio.mode("ok");
  mailServer.mode("ok");
});

function codeOf(to: string): string {
  const [message] = twilio.sent.filter((each) => each.to === to).slice(-1);
  return /#([0-9]{6})$/.exec(message?.body ?? "")?.[1] ?? expect.fail(`no code went to ${to}`);
}

async function texted(app: TestApp): Promise<Browser & { number: string }> {
  const browser = openBrowser(app);
  const number = someNumber();
  await browser.login();
  await browser.enroll();
  app.clock.travel(60);
  await browser.verify();
  await browser.api("setup/sms", { phoneNumber: number }).expect(200);
  await app.mfa.delivery.idle();
  await browser.api("verify/sms", { code: codeOf(number) }).expect(200);
  app.clock.travel(661);
  return { ...browser.elsewhere(), number };
}

/** How long the answer to a request for a code took. */
async function askForCode(browser: Browser): Promise<{ readonly status: number; readonly ms: number }> {
  const began = performance.now();
  const { status } = await browser.api("challenge", { method: "sms" });
  return { status, ms: performance.now() - began };
}

onEveryStack(
  "A provider of messages",
  (current) => {
    it("takes a code, and tells nobody else how that went", async () => {
      const app = current();
      const browser = await texted(app);
      await browser.login();
      const before = twilio.sent.length;

      const { status } = await askForCode(browser);
      await app.mfa.delivery.idle();
      const verified = await browser.api("verify", { method: "sms", code: codeOf(browser.number) });

      expect([status, verified.status]).to.deep.equal([200, 200]);
      expect(twilio.sent.length - before).to.equal(1);
      expect(twilio.sent.at(-1)).to.include({ to: browser.number, from: TWILIO_NUMBER });
    });

    for (const mode of ["hang", "500", "429", "slow", "twice"] as const)
      it(`that answers with ${mode} changes no answer, costs no try, and keeps nobody from another method`, async () => {
        const app = current();
        const browser = await texted(app);
        await browser.login();
        const healthy = await askForCode(browser);
        await app.mfa.delivery.idle();
        const before = twilio.sent.length;
        twilio.mode(mode);

        app.clock.travel(31);
        const asked = await askForCode(browser);
        const verified = await browser.verify();
        await app.mfa.delivery.idle();

        expect([healthy.status, asked.status, verified.status]).to.deep.equal([200, 200, 200]);
        expect(asked.ms).to.be.below(2000);
        expect(twilio.sent.length - before).to.equal(mode === "slow" || mode === "twice" ? 1 : 0);
        const failed = app.events.filter(({ type }) => type === "delivery_failed").slice(-1);
        expect(JSON.stringify(failed)).not.to.include(browser.number);
      });

    it("that fails gives no sends back", async () => {
      const app = current();
      const browser = await texted(app);
      await browser.login();
      twilio.mode("500");
      const statuses: number[] = [];

      for (let count = 0; count < 4; count += 1) {
        statuses.push((await askForCode(browser)).status);
        app.clock.travel(31);
      }

      expect(statuses).to.deep.equal([200, 200, 200, 429]);
    });

    it("that reports a message as undeliverable has its method marked, until one arrives", async () => {
      const app = current();
      const browser = await texted(app);
      await browser.login();
      await askForCode(browser);
      await app.mfa.delivery.idle();

      const bounced = await twilio.callback({ status: "undelivered", errorCode: 30_005, origin: app.url });
      await browser.verify();
      const marked = await browser.status();
      app.clock.travel(31);
      await askForCode(browser);
      await app.mfa.delivery.idle();
      const delivered = await twilio.callback({ status: "delivered", origin: app.url });
      const arrived = await browser.status();

      expect([...bounced, ...delivered]).to.deep.equal([204, 204]);
      const attention = (answer: typeof marked): unknown =>
        answer.body.methods.find(({ type }: { type: string }) => type === "sms").needsAttention;
      expect([attention(marked), attention(arrived)]).to.deep.equal([true, undefined]);
    });

    it("is believed on its signature alone", async () => {
      const app = current();
      const browser = await texted(app);
      await browser.login();
      await askForCode(browser);
      await app.mfa.delivery.idle();
      const told = { status: "undelivered", errorCode: 30_005, origin: app.url };

      const forged = await twilio.callback({ ...told, signature: "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" });
      const unsigned = await twilio.callback({ ...told, signature: "" });
      const other = await twilio.callback({ ...told, path: "/hooks/delivery/nobody" });
      await browser.verify();

      expect([...forged, ...unsigned, ...other]).to.deep.equal([403, 403, 404]);
      const { methods } = (await browser.status()).body;
      expect(methods.map(({ needsAttention }: { needsAttention?: true }) => needsAttention)).to.deep.equal([
        undefined,
        undefined,
      ]);
    });

    it("of mail that knows no such mailbox has the address marked", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();
      await browser.api("setup/email", {}).expect(200);
      await app.mfa.delivery.idle();
      const code = /\b[0-9]{6}\b/.exec(mailServer.mails.at(-1)?.text ?? "")?.[0];
      await browser.api("verify/email", { code }).expect(200);
      app.clock.travel(31);
      mailServer.mode("reject");

      await browser.api("challenge", { method: "email" }).expect(200);
      await app.mfa.delivery.idle();

      const [method] = (await browser.status()).body.methods;
      expect(method).to.include({ type: "email", needsAttention: true });
    });
  },
  {
    sallyport: { ...SENDING, channels: { sms: late("twilio", () => sms), email: late("smtp", () => email) } },
    routes: (app, mfa) => app.use("/hooks/delivery", deliveryWebhooks(mfa)),
  },
);

let second: TwilioServer;

onEveryStack(
  "Two providers",
  (current) => {
    before(async () => {
      second = await startTwilioServer();
    });
    after(() => second.close());

    for (const mode of ["500", "hang"] as const)
      it(`stand in for each other: the first one answers with ${mode}`, async () => {
        const app = current();
        const browser = openBrowser(app);
        const number = someNumber();
        await browser.login();
        twilio.mode(mode);

        await browser.api("setup/sms", { phoneNumber: number }).expect(200);
        await app.mfa.delivery.idle();

        expect(second.sent.filter(({ to }) => to === number)).to.have.lengthOf(1);
        expect(twilio.sent.filter(({ to }) => to === number)).to.have.lengthOf(0);
      });
  },
  {
    sallyport: {
      ...SENDING,
      channels: {
        sms: late("failover", () =>
          failover([
            sms,
            {
              name: "second",
              send: async (message) =>
                (await twilioChannel({ ...TWILIO_ACCOUNT, from: TWILIO_NUMBER, httpClient: second.httpClient() })).send(
                  message,
                ),
            },
          ]),
        ),
        email: late("smtp", () => email),
      },
    },
  },
);
