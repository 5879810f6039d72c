import { expect } from "chai";
import { createHmac } from "node:crypto";
import { verifyWebhook, type ReceivedWebhook } from "sallyport";

const NOW = new Date("2026-11-21T12:00:00Z");
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const TIMESTAMP = String(NOW.getTime() / 1000);
const BODY = '{"test": 2432232314}';

function sign(secret: string, { id = "msg_1", timestamp = TIMESTAMP, body = BODY } = {}): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function check(
  more: Partial<ReceivedWebhook> & { readonly changed?: Record<string, string | undefined> } = {},
): unknown {
  const { changed, ...rest } = more;
  const headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": TIMESTAMP,
    "webhook-signature": sign(SECRET),
    ...changed,
  };
  return verifyWebhook({ headers, body: BODY, secrets: SECRET, now: NOW, ...rest });
}

describe("verifyWebhook", () => {
  it("takes the example of the standard", () => {
    // Standard Webhooks 1.0.0, with the secret and the message that its libraries are tested with.
    const answer = verifyWebhook({
      headers: {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      },
      body: BODY,
      secrets: SECRET,
      now: new Date(1_614_265_330_000),
    });

    expect(answer).to.deep.equal({ id: "msg_p5jXN8AQM9LWM0D4loKWxJek", postedAt: new Date(1_614_265_330_000) });
  });

  it("takes a body of bytes, a secret as it stands, and one of several signatures and secrets", () => {
    const plain = "0123456789abcdef0123456789abcdef";
    const changed = { "webhook-signature": `v1a,zzz ${sign(plain)} ${sign(SECRET)}` };

    expect(check({ body: Buffer.from(BODY) })).to.have.property("id", "msg_1");
    expect(check({ changed, secrets: plain })).to.have.property("id", "msg_1");
    expect(check({ changed, secrets: ["another-secret-that-is-long-enough", SECRET] })).to.have.property("id", "msg_1");
  });

  for (const [what, more] of Object.entries<Parameters<typeof check>[0]>({
    "another body": { body: `${BODY} ` },
    "another id": { changed: { "webhook-id": "msg_2" } },
    "another time": { changed: { "webhook-timestamp": String(Number(TIMESTAMP) + 1) } },
    "another secret": { secrets: "another-secret-that-is-long-enough" },
    "no secret": { secrets: "" },
    "no secrets": { secrets: [] },
    "another version": { changed: { "webhook-signature": sign(SECRET).replace("v1", "v2") } },
    "half a signature": { changed: { "webhook-signature": sign(SECRET).slice(0, 20) } },
    "no signature": { changed: { "webhook-signature": undefined } },
    "no id": { changed: { "webhook-id": undefined } },
    "a time that is none": { changed: { "webhook-timestamp": "1e9" } },
  }))
    it(`refuses ${what}`, () => {
      expect(check(more)).to.equal(undefined);
    });

  it("refuses what is older or earlier than five minutes, however well it is signed", () => {
    const at = (seconds: number): unknown => {
      const timestamp = String(Number(TIMESTAMP) + seconds);
      return check({ changed: { "webhook-timestamp": timestamp, "webhook-signature": sign(SECRET, { timestamp }) } });
    };

    expect([-301, 301].map(at)).to.deep.equal([undefined, undefined]);
    for (const answer of [-299, 299].map(at)) expect(answer).to.have.property("id", "msg_1");
  });
});
