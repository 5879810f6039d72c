import type { Channel } from "@sallyport/core";
import { failover, smtpChannel, snsChannel, twilioChannel, twilioVerifyChannel } from "@sallyport/delivery";
import { expect } from "chai";
import { startMailServer } from "../support/mail-server.ts";
import { AWS_ACCOUNT, startSnsServer, type SnsServer } from "../support/sns-server.ts";
import { startTwilioServer, TWILIO_ACCOUNT, VERIFY_SERVICE, type TwilioServer } from "../support/twilio-server.ts";
import { worksWithin } from "../support/until.ts";
import { deliveryFailureOf, mail, sms } from "./messages.ts";
import { startReceiver } from "./receiver.ts";

const PUBLIC = "https://acme.example/hooks/twilio";

describe("failover", function () {
  this.slow(4000);

  let twilio: TwilioServer;
  let aws: SnsServer;
  let twilioSms: Channel;
  let snsSms: Channel;

  beforeEach(async () => {
    [twilio, aws] = await Promise.all([startTwilioServer(), startSnsServer()]);
    const httpClient = twilio.httpClient();
    const options = { ...TWILIO_ACCOUNT, from: "ACME", statusCallback: PUBLIC, timeoutSeconds: 30 };
    twilioSms = await twilioChannel({ ...options, httpClient });
    snsSms = await snsChannel({ ...AWS_ACCOUNT, endpoint: aws.url });
  });

  afterEach(async () => {
    await snsSms.close?.();
    await Promise.all([twilio.close(), aws.close()]);
  });

  it("sends by the first channel, and leaves the others alone", async () => {
    const channel = failover([twilioSms, snsSms]);

    const receipt = await channel.send(sms());

    expect(channel.name).to.equal("failover");
    expect(receipt).to.deep.equal({ id: `twilio:${twilio.sent[0]?.sid ?? ""}`, status: "queued", provider: "twilio" });
    expect(aws.requests).to.equal(0);
  });

  it("sends by the next one where the first fails", async () => {
    twilio.mode("500");

    const receipt = await failover([twilioSms, snsSms]).send(sms());

    expect(receipt).to.deep.equal({ id: "sns:aws-1", status: "sent", provider: "sns" });
    expect(twilio.requests).to.equal(1);
  });

  it("sends by the next one where the first takes its whole share of the time, and lets go of that", async () => {
    twilio.mode("hang");

    const receipt = await failover([twilioSms, snsSms], { timeoutSeconds: 4 }).send(sms());

    expect(receipt).to.have.property("provider", "sns");
    expect(await worksWithin(5, async () => twilio.abandoned === 1)).to.equal(true);
  });

  it("tries no other channel for a number that takes no messages", async () => {
    twilio.mode(21610);

    const error = await deliveryFailureOf(failover([twilioSms, snsSms]).send(sms()));

    expect(error).to.have.property("isPermanent", true);
    expect(aws.requests).to.equal(0);
  });

  it("tries no other channel once the caller has given up", async () => {
    twilio.mode("hang");
    const caller = new AbortController();
    const sending = deliveryFailureOf(failover([twilioSms, snsSms]).send(sms({ signal: caller.signal })));
    expect(await worksWithin(5, async () => twilio.requests === 1)).to.equal(true);

    caller.abort();

    expect(await sending).to.include({ isPermanent: false, message: "given up by the caller" });
    expect(aws.requests).to.equal(0);
  });

  it("says that it may pass where nobody takes the message, and why each did not", async () => {
    twilio.mode("429");
    aws.mode({ error: "Throttling", status: 429 });

    const error = await deliveryFailureOf(failover([twilioSms, snsSms]).send(sms()));

    expect(error).to.include({ isPermanent: false, message: "none of twilio, sns took the message" });
    expect(error.cause).to.be.instanceOf(AggregateError);
    expect((error.cause as AggregateError).errors).to.have.lengthOf(2);
  });

  it("asks the provider that took the message what has become of it, and tells it that the code came back", async () => {
    const httpClient = twilio.httpClient();
    const verify = await twilioVerifyChannel({ ...TWILIO_ACCOUNT, serviceSid: VERIFY_SERVICE, httpClient });
    const channel = failover([verify, twilioSms]);
    const { code: _, ...notice } = sms({ purpose: "notice" });

    const [code, text] = [await channel.send(sms()), await channel.send(notice)];
    await channel.confirm?.(code.id);
    await channel.confirm?.(text.id);

    expect([code.provider, text.provider]).to.deep.equal(["twilio-verify", "twilio"]);
    expect(twilio.sent.map(({ status }) => status)).to.deep.equal(["approved", "queued"]);
    expect(await channel.status?.(text.id)).to.equal("queued");
    expect(await deliveryFailureOf(channel.status!(code.id))).to.have.property("isPermanent", false);
    expect(await deliveryFailureOf(channel.status!("SM1"))).to.have.property("isPermanent", false);
  });

  it("hears the call-backs of its channels, by the ids that it has given out", async () => {
    const app = await startReceiver();
    const channel = failover([snsSms, twilioSms]);
    app.listen(channel);
    aws.mode({ error: "Throttling" });
    const { id } = await channel.send(sms({ id: "our-id" }));

    try {
      expect(await twilio.callback({ status: "delivered", origin: app.url })).to.deep.equal([204]);
      expect(await twilio.callback({ status: "failed", origin: app.url, signature: "" })).to.deep.equal([403]);

      expect(app.reports).to.deep.equal([{ messageId: "our-id", providerId: id, status: "delivered" }]);
    } finally {
      await app.close();
    }
  });

  it("closes all of its channels, and one of two mail servers may be down", async () => {
    const [first, second] = await Promise.all([startMailServer(), startMailServer()]);
    const from = "no-reply@acme.example";
    const channel = failover([
      await smtpChannel({ name: "smtp-a", url: first.url, from }),
      await smtpChannel({ name: "smtp-b", url: second.url, from, timeoutSeconds: 30 }),
    ]);
    first.mode("down");

    const receipt = await channel.send(mail());
    await channel.close?.();

    expect(receipt).to.include({ provider: "smtp-b" });
    expect(await worksWithin(5, async () => second.open === 0)).to.equal(true);
    await Promise.all([first.close(), second.close()]);
  });
});
