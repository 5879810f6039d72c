import { expect } from "chai";
import type { MessageOverrides } from "../../../packages/core/src/messages/message.ts";
import { rendered } from "./samples.ts";

describe("The app's own texts", () => {
  const parts = { subject: "Own", text: "Own text", html: "<p>Own</p>", sms: "Own sms" } as const;
  for (const [part, value] of Object.entries(parts))
    it(`take the place of ours in ${part} and leave the rest`, () => {
      const ours = rendered("new_device");

      const theirs = rendered("new_device", {}, { new_device: () => ({ [part]: value }) });

      const { html, ...rest } = { ...ours, [part]: value };
      expect(theirs).to.deep.include(rest);
      // The document is made from the text and the subject, unless it is the app's own.
      if (part === "html" || part === "sms") expect(theirs.html).to.equal(html);
    });

  it("know what ours know, each its own", () => {
    const overrides = {
      email_code: ({ code, minutes, issuer }) => ({ text: `${issuer} ${code} ${minutes}` }),
      failed_guesses: ({ failures, at }) => ({ text: `${failures} ${at.getUTCFullYear()}` }),
      // @ts-expect-error -- a notice has no code to tell
      new_device: ({ code }) => ({ text: String(code) }),
    } satisfies MessageOverrides;

    expect(rendered("email_code", {}, overrides).text).to.equal("Acme Bank 123456 10");
    expect(rendered("failed_guesses", {}, overrides).text).to.equal("10 2026");
    expect(rendered("new_device", {}, overrides).text).to.equal("undefined");
  });

  it("change nothing for other kinds", () => {
    const overrides: MessageOverrides = { email_code: () => parts };

    expect(rendered("sms_code", {}, overrides)).to.deep.equal(rendered("sms_code"));
  });

  it("are given names that are clean already", () => {
    const overrides: MessageOverrides = { new_device: ({ issuer, device }) => ({ html: `${issuer}|${device ?? ""}` }) };

    const { html } = rendered("new_device", { issuer: "A\r\nB", device: `F\u202e\n${"x".repeat(99)}` }, overrides);

    expect(html).to.equal(`A B|F ${"x".repeat(61)}…`);
  });

  it("become a document where they are text alone, escaped, with paragraphs, lines and the code", () => {
    const text = "Hi <you>,\r\n\r\n \r\ncode: 123456\nhttps://bank.example";

    const { html } = rendered("email_code", {}, { email_code: () => ({ subject: "A & B", text }) });

    expect(html).to.include("<title>A &amp; B</title>");
    expect(html).to.match(/<p [^>]*>Hi &lt;you&gt;,<\/p>\n<p [^>]*>code: <strong [^>]*>123456<\/strong><br>\n<a href=/);
    expect(html.match(/<p /g)).to.have.lengthOf(2);
  });

  it("may be in a language that we do not have, and say so", () => {
    const overrides: MessageOverrides = {
      new_device: ({ language }) => (language === "de" ? { text: "Neues Gerät" } : {}),
    };

    expect(rendered("new_device", { language: "de" }, overrides).html).to.include('<html lang="de">');
    expect(rendered("new_device", { language: "fr" }, overrides).html).to.include('<html lang="en">');
    expect(rendered("new_device", { language: '"><b' }, { new_device: () => ({ text: "x" }) }).html).to.include(
      '<html lang="en">',
    );
  });

  it("are left out where they are empty", () => {
    const empty = { subject: "\r\n", text: " \n", html: "", sms: "\u0000" };

    expect(rendered("new_device", {}, { new_device: () => empty })).to.deep.equal(rendered("new_device"));
  });

  const codes: Record<string, string> = {
    "Acme: 123456\n": "Acme: 123456\n\n@bank.example #123456",
    "Acme\r\n123456": "Acme\n123456\n\n@bank.example #123456",
    "Acme\r123456\u2028now\tonly": "Acme\n123456\nnow only\n\n@bank.example #123456",
    "Acme\n\n@bank.example #123456\n": "Acme\n\n@bank.example #123456",
    "@bank.example #123456": "@bank.example #123456",
    "Acme @bank.example #123456": "Acme @bank.example #123456\n\n@bank.example #123456",
    "Acme\n\n@evil.test #123456": "Acme\n\n@evil.test #123456\n\n@bank.example #123456",
    "Şifreniz 123456": "Şifreniz 123456\n\n@bank.example #123456",
  };
  for (const [sms, expected] of Object.entries(codes))
    it(`end with the line of the origin, once, after ${JSON.stringify(sms)}`, () => {
      expect(rendered("sms_code", {}, { sms_code: () => ({ sms }) }).sms).to.equal(expected);
    });
});
