import type { Channel } from "@sallyport/core";
import { twilioVerifyChannel } from "@sallyport/delivery";
import { expect } from "chai";
import { startTwilioServer, TWILIO_ACCOUNT, VERIFY_SERVICE, type TwilioServer } from "../../support/twilio-server.ts";
import { deliveryFailureOf, NUMBER, sms } from "../messages.ts";

describe("twilioVerifyChannel", function () {
  this.slow(4000);

  let twilio: TwilioServer;
  let channel: Channel;

  beforeEach(async () => {
    twilio = await startTwilioServer();
    const httpClient = twilio.httpClient();
    channel = await twilioVerifyChannel({ ...TWILIO_ACCOUNT, serviceSid: VERIFY_SERVICE, httpClient });
  });

  afterEach(() => twilio.close());

  it("has Twilio send our code, and none of its own", async () => {
    const receipt = await channel.send(sms({ language: "tr" }));

    expect(twilio.sent).to.have.lengthOf(1);
    expect(twilio.sent[0]).to.include({ to: NUMBER, customCode: "493817", locale: "tr" });
    expect(receipt).to.deep.equal({ id: twilio.sent[0]?.sid, status: "queued" });
  });

  it("asks for a language that Twilio has, the wider one, or leaves it to Twilio", async () => {
    for (const language of ["pt-BR", "tr-TR", "tlh"]) await channel.send(sms({ language }));

    expect(twilio.sent.map(({ locale }) => locale)).to.deep.equal(["pt-BR", "tr", undefined]);
  });

  it("tells Twilio of a code that came back", async () => {
    const { id } = await channel.send(sms());
    expect(twilio.sent[0]).to.have.property("status", "pending");

    await channel.confirm?.(id);

    expect(twilio.sent[0]).to.have.property("status", "approved");
  });

  it("refuses notices, which another channel may take", async () => {
    const error = await deliveryFailureOf(channel.send(sms({ purpose: "notice" })));

    expect(error).to.have.property("isPermanent", false);
    expect(twilio.requests).to.equal(0);
  });
});
