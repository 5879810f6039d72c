import { expect } from "chai";
import fc from "fast-check";
import { KINDS, LANGUAGES, rendered } from "./samples.ts";

describe("What goes out", () => {
  it("has a subject of one line, whatever the app is called", () => {
    for (const kind of KINDS)
      for (const language of LANGUAGES) {
        const { subject } = rendered(kind, { language, issuer: "Acme\r\nBcc: x@evil.test\u2028\u202e\u0000" });
        expect(subject, kind).to.include("Acme Bcc: x@evil.test");
        expect(subject, kind).not.to.match(/[\r\n\u2028\p{Cc}\p{Bidi_Control}]/u);
      }
  });

  it("has a subject of one line, whatever the app writes", () => {
    const { subject } = rendered(
      "new_device",
      {},
      { new_device: () => ({ subject: " a\n\tb\r\nBcc: c\u2067\ud800 " }) },
    );

    expect(subject).to.equal("a b Bcc: c");
  });

  it("has a subject of 120 characters at most, cut between characters", () => {
    const { subject } = rendered("new_device", {}, { new_device: () => ({ subject: "👩".repeat(200) }) });

    expect(subject).to.equal(`${"👩".repeat(119)}…`);
    expect([...rendered("enroll_by", { issuer: "x".repeat(500) }).subject]).to.have.lengthOf.at.most(120);
    expect(rendered("enroll_by", { issuer: "x".repeat(500) }).subject).to.match(/x…: Set up a second factor$/);
  });

  it("never shows the code in a subject", () => {
    for (const kind of ["sms_code", "email_code"] as const)
      for (const language of LANGUAGES) expect(rendered(kind, { language }).subject).not.to.match(/\d/);
  });

  it("calls an app without a name by its host", () => {
    expect(rendered("sms_code", { issuer: "\u0000\u202e " }).subject).to.equal("Your code for bank.example");
  });

  it("never holds controls or half a surrogate pair, whatever comes in", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 }).map((words) => `\ud800\u0007${words}\udfff`);

    fc.assert(
      fc.property(text, text, text, fc.constantFrom(...KINDS), (issuer, device, own, kind) => {
        const override = () => ({ subject: own, text: own, html: own, sms: own });
        const parts = [rendered(kind, { issuer, device }), rendered(kind, { issuer }, { [kind]: override })];
        for (const part of parts.flatMap((each) => Object.values(each) as string[]))
          expect(part).not.to.match(/(?!\n)\p{Cc}|\p{Cs}/u);
        for (const { subject, sms } of parts) {
          expect(subject).to.match(/^[^\n\p{Bidi_Control}]+$/u);
          if (kind.endsWith("_code")) expect(sms).to.match(/(?:^|\n\n)@bank\.example #123456$/);
        }
        // A name or a device never starts a line of its own.
        expect(parts[0]?.text.split("\n").length).to.be.at.most(rendered(kind).text.split("\n").length);
      }),
      { numRuns: 200 },
    );
  });
});
