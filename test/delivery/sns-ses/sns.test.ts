import type { Channel } from "@sallyport/core";
import { snsChannel } from "@sallyport/delivery";
import { expect } from "chai";
import { AWS_ACCOUNT, startSnsServer, type SnsServer } from "../../support/sns-server.ts";
import { worksWithin } from "../../support/until.ts";
import { deliveryFailureOf, logged, NUMBER, sms } from "../messages.ts";

describe("snsChannel", function () {
  this.slow(4000);

  let aws: SnsServer;
  let channel: Channel;

  beforeEach(async () => {
    aws = await startSnsServer();
    channel = await snsChannel({ ...AWS_ACCOUNT, endpoint: aws.url, senderId: "ACME" });
  });

  afterEach(async () => {
    await channel.close?.();
    await aws.close();
  });

  it("sends a text as a transactional message from the sender of the options", async () => {
    const receipt = await channel.send(sms());

    expect(receipt).to.deep.equal({ id: "aws-1", status: "sent" });
    expect(aws.sent[0]).to.include({ Action: "Publish", PhoneNumber: NUMBER, Message: sms().text });
    expect(Object.values(aws.sent[0] ?? {})).to.include.members(["Transactional", "AWS.SNS.SMS.SenderID", "ACME"]);
  });

  it("tries once where AWS has no time", async () => {
    aws.mode({ error: "Throttling", status: 429 });

    const error = await deliveryFailureOf(channel.send(sms()));

    expect(error).to.have.property("isPermanent", false);
    expect(aws.requests).to.equal(1);
  });

  it("gives up when the caller does, and lets go of the connection", async () => {
    const patient = await snsChannel({ ...AWS_ACCOUNT, endpoint: aws.url, timeoutSeconds: 30 });
    aws.mode("hang");
    const caller = new AbortController();
    const sending = deliveryFailureOf(patient.send(sms({ signal: caller.signal })));
    expect(await worksWithin(5, async () => aws.requests === 1)).to.equal(true);

    caller.abort();

    expect(await sending).to.include({ isPermanent: false, message: "given up by the caller" });
    expect(await worksWithin(5, async () => aws.abandoned === 1)).to.equal(true);
    await patient.close?.();
  });

  it("gives up in time where AWS never answers", async () => {
    const hasty = await snsChannel({ ...AWS_ACCOUNT, endpoint: aws.url, timeoutSeconds: 0.5 });
    aws.mode("hang");

    const error = await deliveryFailureOf(hasty.send(sms()));
    await hasty.close?.();

    expect(error).to.have.property("isPermanent", false);
    expect(error.message).to.match(/^no answer within 0.5 s$|TimeoutError/);
    expect(aws.requests).to.equal(1);
  });

  for (const [error, message, isPermanent] of [
    ["InvalidParameter", `Invalid parameter: PhoneNumber Reason: ${NUMBER} is not valid to publish to`, true],
    ["OptedOut", "", true],
    ["InvalidParameter", "Invalid parameter: Message too long", false],
    ["AuthorizationError", "", false],
    ["InternalError", "PhoneNumber", false],
  ] as const)
    it(`takes ${error} (${message.slice(0, 30)}) as ${isPermanent ? "for good" : "something that may pass"}`, async () => {
      aws.mode({ error, message, status: error === "InternalError" ? 500 : 400 });

      const failure = await deliveryFailureOf(channel.send(sms()));

      expect(failure).to.have.property("isPermanent", isPermanent);
      for (const secret of [NUMBER.slice(1), "493817"]) expect(logged(failure)).to.not.include(secret);
    });
});
