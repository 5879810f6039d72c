import type { Channel } from "@sallyport/core";
import { sesChannel } from "@sallyport/delivery";
import { expect } from "chai";
import { AWS_ACCOUNT, startSnsServer, type SnsServer } from "../../support/sns-server.ts";
import { worksWithin } from "../../support/until.ts";
import { deliveryFailureOf, logged, mail } from "../messages.ts";

describe("sesChannel", function () {
  this.slow(4000);

  let aws: SnsServer;
  let channel: Channel;

  beforeEach(async () => {
    aws = await startSnsServer();
    const from = "Acme Bank <no-reply@acme.example>";
    channel = await sesChannel({ ...AWS_ACCOUNT, endpoint: aws.url, from, configurationSet: "codes" });
  });

  afterEach(async () => {
    await channel.close?.();
    await aws.close();
  });

  it("sends a mail with a text and the same in HTML, under our id", async () => {
    const receipt = await channel.send(mail({ id: "our-id" }));

    expect(receipt).to.deep.equal({ id: "aws-1", status: "sent" });
    expect(aws.sent[0]).to.deep.include({
      FromEmailAddress: "Acme Bank <no-reply@acme.example>",
      Destination: { ToAddresses: ["ada@example.test"] },
      ConfigurationSetName: "codes",
      EmailTags: [{ Name: "sallyport-message", Value: "our-id" }],
    });
    expect(aws.sent[0]?.["Content"]).to.have.deep.property("Simple", {
      Subject: { Data: mail().subject, Charset: "UTF-8" },
      Body: { Text: { Data: mail().text, Charset: "UTF-8" }, Html: { Data: mail().html, Charset: "UTF-8" } },
      Headers: [{ Name: "Auto-Submitted", Value: "auto-generated" }],
    });
  });

  it("lets no second recipient and no header in", async () => {
    const { id: _, ...rest } = mail({ subject: "493817\r\nBcc: eve@example.test" });
    await channel.send({ ...rest, id: "not a tag" });
    const error = await deliveryFailureOf(channel.send(mail({ to: "ada@example.test, eve@example.test" })));

    expect(aws.sent).to.have.lengthOf(1);
    expect(aws.sent[0]).to.have.nested.property("Content.Simple.Subject.Data", "493817 Bcc: eve@example.test");
    expect(aws.sent[0]).to.not.have.any.keys("EmailTags");
    expect(error).to.have.property("isPermanent", true);
  });

  it("says of every refusal that it may pass, and once is enough to ask", async () => {
    aws.mode({ error: "MessageRejected", message: "Email address is not verified: ada@example.test" });

    const error = await deliveryFailureOf(channel.send(mail()));

    expect(error).to.have.property("isPermanent", false);
    expect(logged(error)).to.include("MessageRejected").and.not.include("ada");
    expect(aws.requests).to.equal(1);
  });

  it("gives up when the caller does, and lets go of the connection", async () => {
    const from = "no-reply@acme.example";
    const patient = await sesChannel({ ...AWS_ACCOUNT, endpoint: aws.url, from, timeoutSeconds: 30 });
    aws.mode("hang");
    const caller = new AbortController();
    const sending = deliveryFailureOf(patient.send(mail({ signal: caller.signal })));
    expect(await worksWithin(5, async () => aws.requests === 1)).to.equal(true);

    caller.abort();

    expect(await sending).to.include({ isPermanent: false, message: "given up by the caller" });
    expect(await worksWithin(5, async () => aws.abandoned === 1)).to.equal(true);
    await patient.close?.();
  });
});
