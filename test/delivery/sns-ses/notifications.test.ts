import { sesChannel, type SesOptions } from "@sallyport/delivery";
import { expect } from "chai";
import { AWS_ACCOUNT, startSnsServer, TOPIC_ARN, type SnsServer } from "../../support/sns-server.ts";
import { startReceiver, type Receiver } from "../receiver.ts";

const MAIL = { messageId: "aws-1", tags: { "sallyport-message": ["our-id"] } };
const DELIVERY = { eventType: "Delivery", mail: MAIL };

describe("Notifications of SES", function () {
  this.slow(4000);

  let aws: SnsServer;
  let app: Receiver;
  let target: string;

  beforeEach(async () => {
    [aws, app] = await Promise.all([startSnsServer(), startReceiver()]);
    target = `${app.url}/hooks/ses`;
    await listen({});
  });

  afterEach(() => Promise.all([aws.close(), app.close()]));

  async function listen(options: Partial<SesOptions>): Promise<void> {
    const from = "no-reply@acme.example";
    app.listen(await sesChannel({ ...AWS_ACCOUNT, from, topicArn: TOPIC_ARN, fetch: aws.fetch, ...options }));
  }

  for (const version of ["1", "2"])
    it(`report a mail by our id and by that of SES, signed after version ${version}`, async () => {
      expect(await aws.post(target, DELIVERY, { version })).to.equal(204);

      expect(app.reports).to.deep.equal([{ messageId: "our-id", providerId: "aws-1", status: "delivered" }]);
    });

  it("are told in our words, and bounce only for good", async () => {
    const bounce = (bounceType: string): object => ({ eventType: "Bounce", bounce: { bounceType }, mail: MAIL });
    for (const event of [
      ...["Send", "Reject", "Rendering Failure", "Complaint"].map((eventType) => ({ eventType, mail: MAIL })),
      ...["Permanent", "Transient", "Undetermined"].map(bounce),
      { notificationType: "Complaint", mail: { messageId: "aws-1" } },
    ])
      expect(await aws.post(target, event)).to.equal(204);

    expect(app.reports.map(({ status }) => status)).to.deep.equal([
      ...["sent", "failed", "failed", "complained"],
      ...["bounced", "failed", "failed"],
      "complained",
    ]);
    expect(app.reports.at(-1)).to.deep.equal({ providerId: "aws-1", status: "complained" });
  });

  it("say nothing of what is no delivery, nor of opened mails unless the options ask for that", async () => {
    const open = { eventType: "Open", mail: MAIL };
    for (const message of [
      open,
      { eventType: "Click", mail: MAIL },
      { eventType: "DeliveryDelay" },
      "Hello from SES",
      "7",
    ])
      expect(await aws.post(target, message)).to.equal(204);
    expect(app.reports).to.deep.equal([]);

    await listen({ openTracking: true });
    await aws.post(target, open);

    expect(app.reports.map(({ status }) => status)).to.deep.equal(["opened"]);
  });

  it("are signed by a certificate that is fetched once", async () => {
    await Promise.all([aws.post(target, DELIVERY), aws.post(target, DELIVERY)]);
    await aws.post(target, DELIVERY);

    expect(app.reports).to.have.lengthOf(3);
    expect(aws.fetched).to.have.lengthOf(1);
  });

  const certificate = (url: string): object => ({ fields: { SigningCertURL: url } });
  for (const [what, how] of [
    ["with another text than was signed", { tampered: { Message: JSON.stringify({ eventType: "Bounce" }) } }],
    ["with another type than was signed", { tampered: { Type: "SubscriptionConfirmation" } }],
    ["with an empty signature", { tampered: { Signature: "" } }],
    ["without a signature", { tampered: { Signature: undefined } }],
    ["with a version that does not exist", { tampered: { SignatureVersion: "3" } }],
    ["with a version that every object has", { tampered: { SignatureVersion: "constructor" } }],
    ["of another topic", { fields: { TopicArn: `${TOPIC_ARN}-other` } }],
    ["by a certificate from elsewhere", certificate("https://sns.eu-west-1.amazonaws.com.evil.example/x.pem")],
    ["by a certificate of another region", certificate("https://sns.us-east-1.amazonaws.com/x.pem")],
    ["by a certificate over http", certificate("http://sns.eu-west-1.amazonaws.com/x.pem")],
    ["by a certificate on another port", certificate("https://sns.eu-west-1.amazonaws.com:8443/x.pem")],
    ["by a certificate with a user", certificate("https://sns.eu-west-1.amazonaws.com@evil.example/x.pem")],
    ["by an answer of the API", certificate("https://sns.eu-west-1.amazonaws.com/?Action=x.pem")],
    ["by an answer of the API that looks like one", certificate("https://sns.eu-west-1.amazonaws.com/x.pem?Action=y")],
    ["by something that is not called .pem", certificate("https://sns.eu-west-1.amazonaws.com/x")],
  ] as const)
    it(`${what} are refused`, async () => {
      expect(await aws.post(target, DELIVERY, how)).to.equal(403);

      expect(app.reports).to.deep.equal([]);
      expect(aws.fetched.filter((url) => !url.endsWith("abcdef.pem"))).to.deep.equal([]);
    });

  it("by a certificate that is not there are refused, and the next one is believed", async () => {
    const missing = { fields: { SigningCertURL: "https://sns.eu-west-1.amazonaws.com/missing.pem" } };

    expect(await aws.post(target, DELIVERY, missing)).to.equal(403);
    expect(await aws.post(target, DELIVERY)).to.equal(204);
  });

  it("without an envelope are refused", async () => {
    for (const body of ["", "null", "[]", JSON.stringify(DELIVERY)])
      expect((await fetch(target, { method: "POST", body })).status).to.equal(403);
  });

  it("are left for another time while the certificate cannot be fetched", async () => {
    await listen({ timeoutSeconds: 1.5 });
    aws.mode("hang");
    expect(await aws.post(target, DELIVERY)).to.equal(500);
    aws.mode("ok");

    expect(await aws.post(target, DELIVERY)).to.equal(204);
  });

  it("begin when the subscription is confirmed, at SNS and nowhere else", async () => {
    const elsewhere = "https://evil.example/?Action=ConfirmSubscription";
    expect(await aws.subscribe(target, { fields: { SubscribeURL: elsewhere } })).to.equal(403);
    expect(await aws.subscribe(target, { tampered: { Token: "other" } })).to.equal(403);
    expect(aws.fetched.filter((url) => url.includes("ConfirmSubscription"))).to.deep.equal([]);

    expect(await aws.subscribe(target)).to.equal(204);

    expect(aws.fetched.at(-1)).to.include(`ConfirmSubscription&TopicArn=${TOPIC_ARN}`);
  });

  it("are for nobody without a topic", async () => {
    app.listen(await sesChannel({ ...AWS_ACCOUNT, from: "no-reply@acme.example" }));

    expect(await aws.post(target, DELIVERY)).to.equal(404);
  });
});
