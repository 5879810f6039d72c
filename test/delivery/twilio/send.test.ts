import type { Channel } from "@sallyport/core";
import { twilioChannel, type TwilioHttpClient } from "@sallyport/delivery";
import { expect } from "chai";
import { startTwilioServer, TWILIO_ACCOUNT, TWILIO_NUMBER, type TwilioServer } from "../../support/twilio-server.ts";
import { worksWithin } from "../../support/until.ts";
import { deliveryFailureOf, logged, NUMBER, sms } from "../messages.ts";

describe("twilioChannel", function () {
  this.slow(4000);

  let twilio: TwilioServer;
  let channel: Channel;

  beforeEach(async () => {
    twilio = await startTwilioServer();
    channel = await twilioChannel({ ...TWILIO_ACCOUNT, from: TWILIO_NUMBER, httpClient: twilio.httpClient() });
  });

  afterEach(() => twilio.close());

  it("sends a text from the number of the options, and answers with Twilio's id of it", async () => {
    const receipt = await channel.send(sms());

    expect(twilio.sent).to.have.lengthOf(1);
    expect(twilio.sent[0]).to.include({ to: NUMBER, from: TWILIO_NUMBER, body: sms().text });
    expect(twilio.sent[0]).to.not.have.any.keys("statusCallback", "messagingServiceSid");
    expect(receipt).to.deep.equal({ id: twilio.sent[0]?.sid, status: "queued" });
  });

  it("leaves the sender to the messaging service of the options", async () => {
    const messagingServiceSid = `MG${"c".repeat(32)}`;
    const service = await twilioChannel({ ...TWILIO_ACCOUNT, messagingServiceSid, httpClient: twilio.httpClient() });

    await service.send(sms());

    expect(twilio.sent[0]).to.include({ messagingServiceSid }).and.not.have.any.keys("from");
  });

  it("gives Twilio the URL of the call-backs with our id in it, behind the query that is there", async () => {
    const statusCallback = "https://acme.example/hooks/twilio?tenant=1";
    const httpClient = twilio.httpClient();
    const reporting = await twilioChannel({ ...TWILIO_ACCOUNT, from: "ACME", statusCallback, httpClient });

    await reporting.send(sms({ id: "a b&c" }));

    expect(twilio.sent[0]).to.include({ statusCallback: `${statusCallback}&message=a%20b%26c`, from: "ACME" });
  });

  for (const mode of ["429", "500"] as const)
    it(`tries once where Twilio answers ${mode}, and says that it may pass`, async () => {
      twilio.mode(mode);

      const error = await deliveryFailureOf(channel.send(sms()));

      expect(error).to.have.property("isPermanent", false);
      expect(twilio.requests).to.equal(1);
    });

  it("gives up in time where Twilio never answers, and lets go of the connection", async () => {
    const httpClient = twilio.httpClient();
    const hasty = await twilioChannel({ ...TWILIO_ACCOUNT, from: "ACME", timeoutSeconds: 0.2, httpClient });
    twilio.mode("hang");

    const error = await deliveryFailureOf(hasty.send(sms()));

    expect(error).to.include({ isPermanent: false, message: "no answer within 0.2 s" });
    expect(await worksWithin(5, async () => twilio.abandoned === 1)).to.equal(true);
  });

  it("gives up when the caller does, and lets go of the connection", async () => {
    const httpClient = twilio.httpClient();
    const patient = await twilioChannel({ ...TWILIO_ACCOUNT, from: "ACME", timeoutSeconds: 30, httpClient });
    twilio.mode("hang");
    const caller = new AbortController();
    const sending = deliveryFailureOf(patient.send(sms({ signal: caller.signal })));
    expect(await worksWithin(5, async () => twilio.requests === 1)).to.equal(true);

    caller.abort();

    expect(await sending).to.include({ isPermanent: false, message: "given up by the caller" });
    expect(await worksWithin(5, async () => twilio.abandoned === 1)).to.equal(true);
  });

  it("asks nothing of Twilio where the caller has given up before", async () => {
    await deliveryFailureOf(channel.send(sms({ signal: AbortSignal.abort() })));

    expect(twilio.requests).to.equal(0);
  });

  it("goes through any object that can make a request, and tells it when to stop", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const inner = twilio.httpClient();
    const httpClient: TwilioHttpClient = {
      request: (options) => {
        signals.push(options.signal);
        return inner.request(options);
      },
    };
    const proxied = await twilioChannel({ ...TWILIO_ACCOUNT, from: "ACME", httpClient });

    await proxied.send(sms());

    expect(twilio.sent).to.have.lengthOf(1);
    expect(signals).to.have.lengthOf(1);
    expect(signals[0]).to.be.instanceOf(AbortSignal);
  });

  it("asks Twilio what has become of a message", async () => {
    const statusCallback = "https://acme.example/hooks/twilio";
    const httpClient = twilio.httpClient();
    const reporting = await twilioChannel({ ...TWILIO_ACCOUNT, from: "ACME", statusCallback, httpClient });
    const { id } = await reporting.send(sms());

    expect(await channel.status?.(id)).to.equal("queued");
    await twilio.callback({ sid: id, status: "delivered", origin: twilio.url });

    expect(await channel.status?.(id)).to.equal("delivered");
  });

  it("keeps number, text and password out of everything that may be logged", async () => {
    const wrong = await twilioChannel({
      ...TWILIO_ACCOUNT,
      authToken: "w".repeat(32),
      from: "ACME",
      httpClient: twilio.httpClient(),
    });
    const errors = [await deliveryFailureOf(wrong.send(sms()))];
    for (const mode of [21211, "500"] as const) {
      twilio.mode(mode);
      errors.push(await deliveryFailureOf(channel.send(sms())));
    }
    await twilio.close();
    errors.push(await deliveryFailureOf(channel.send(sms())));

    const seen = errors.map(logged).join("\n");

    expect(errors.map(({ isPermanent }) => isPermanent)).to.deep.equal([false, true, false, false]);
    for (const secret of [NUMBER, NUMBER.slice(1), "493817", "w".repeat(32), TWILIO_ACCOUNT.authToken])
      expect(seen).to.not.include(secret);
  });
});
