import { expect } from "chai";
import fc from "fast-check";
import { redactText } from "../../../packages/core/src/redact/text.ts";

const TOKEN = "S2vYxVnPz0rKq7m4bTtWcJ1uHdG9eLfA5iNsZo3XyEk";

/** Texts, and what of them must be gone. */
const SECRETS: readonly (readonly [string, string])[] = [
  ["a code 123456 came", "123456"],
  ["a code 123 456 came", "123 456"],
  ["the longer one is 12345678.", "12345678"],
  ["backup ABCDE-FGH12", "FGH12"],
  ["backup abcde-fgh12 typed small", "fgh12"],
  ["backup ABCDEFGH12 without its hyphen", "ABCDEFGH12"],
  ["backup 0ABC-1DEF-2GHJ-3KMN", "2GHJ"],
  ["secret JBSWY3DPEHPK3PXP", "JBSWY3"],
  ["secret JBSW Y3DP EHPK 3PXP JBSW", "EHPK"],
  ["scan otpauth://totp/Acme:jane?issuer=Acme&x=JBSW now", "JBSW"],
  ["went to otpauth%3A%2F%2Ftotp%2FAcme", "Acme"],
  ["Cookie: sallyport=s%3Aabc.def; other=1", "abc"],
  ["set-cookie: __Host-a=b", "b"],
  ["Authorization: Bearer short", "short"],
  ["sent Basic amFuZTpodW50ZXIy", "amFu"],
  [`token ${TOKEN} is`, TOKEN.slice(0, 12)],
  [`https://bank.example/enroll#enroll=${TOKEN}`, TOKEN.slice(0, 12)],
  [`device ${TOKEN.slice(0, 22)}.${TOKEN}`, TOKEN.slice(4, 16)],
  ["S2vYxVnPz0r/q7m4bTt+cJ1uHdG9eLfA5iN/Zo3XyEk=", "q7m4bTt"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6y", "eyJ"],
  ["password=hunter2&x=1", "hunter2"],
  [`{"user":1,"password":"hunter 2"}`, "hunter"],
  [`"{\\"newPassword\\":\\"hunter2\\"}"`, "hunter2"],
  ["pin: 4711", "4711"],
  ["url=https://a.example/?x=1&token=abc", "abc"],
  ["v1.abcdefghijk.AAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBB", "BBBB"],
  ["postgres://app:hunter2@db:5432/app", "hunter2"],
  ["redis://:p@ss@redis:6379", "p@ss"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIEow", "MIIEow"],
  ["call +4915112345678", "4915112345"],
  ["call +49 151 2345 67 89", "2345"],
  ["call 0532 123 45 67", "123 45"],
  ["call (555) 123-4567", "123-45"],
  ["mail jane.doe@example.com now", "jane.doe"],
  ["mail jane%40example.com now", "example"],
  ["from 203.0.113.77:443", "113.77"],
  ["from 2001:db8:1:2::77", "2::77"],
  ["from ::ffff:203.0.113.77", "113.77"],
];

/** What operators need, and nobody can open anything with. */
const KEPT = [
  "session 01920000-1111-7222-8333-444455556666 ended",
  "2026-11-21T22:10:11.123Z events could not be written",
  "mfa_setup_verification_failed",
  "CONFIG-SESSION-NOT-MOUNTED ERR-MFA-INVALID",
  "at async createRequestMfa (/srv/app/node_modules/sallyport/dist/create-request-mfa.js:12:34)",
  'duplicate key value violates unique constraint "mfa_methods_pkey"',
  "no answer within 800 ms",
  '{"code":"ERR-UNAVAILABLE","status":503}',
  "codesLeft: 3, remaining: 12345",
];

describe("redactText", () => {
  for (const [text, secret] of SECRETS)
    it(`takes the secret out of ${JSON.stringify(text)}`, () => {
      expect(redactText(text)).not.to.include(secret).and.not.to.equal("");
    });

  for (const text of KEPT)
    it(`leaves ${JSON.stringify(text)} as it is`, () => {
      expect(redactText(text)).to.equal(text);
    });

  it("masks mail addresses, numbers and addresses of machines as their owners know them", () => {
    const text = redactText("jane@example.com, +4915112345678, 203.0.113.77, 2001:db8:1:2::5");

    expect(text).to.equal("j•••@e•••.com, ••••78, 203.0.113.*, 2001:db8:1:*");
  });

  it("leaves addresses of machines whole where the app keeps them", () => {
    expect(redactText("203.0.113.77 and jane@example.com", { keepsAddresses: true })).to.equal(
      "203.0.113.77 and j•••@e•••.com",
    );
  });

  it("cuts what is long, never in the middle of a character, and leaves no half of a secret", () => {
    const text = redactText(`${"word ".repeat(407)}${"A".repeat(5)} ${TOKEN}`);
    const owls = redactText("🦉".repeat(600));

    expect(text).to.have.length(512).and.match(/…$/).and.not.include(TOKEN.slice(0, 5));
    expect(owls).not.to.match(/\p{Surrogate}/u);
  });

  it("takes out what no database stores", () => {
    expect(redactText("a\u0000b\ud800c\udc00d🦉")).to.equal("abcd🦉");
  });

  it("finds a token wherever it stands, and changes nothing when it is asked again", () => {
    const token = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString("base64url"));
    fc.assert(
      fc.property(token, fc.lorem({ maxCount: 5 }), (secret, words) => {
        fc.pre(new Set(secret).size > 10);
        const once = redactText(`${words} ${secret}, ${words}`);
        expect(once).not.to.include(secret.slice(0, 16));
        expect(redactText(once)).to.equal(once);
      }),
    );
  });
});
