import { expect } from "chai";
import { KINDS, LANGUAGES, LINK, rendered } from "./samples.ts";

/** The words of a document, a paragraph each. */
function wordsOf(html: string): string {
  const paragraphs = [...html.matchAll(/<p [^>]*>(.*?)<\/p>/gs)].map(([, inner = ""]) =>
    inner.replaceAll("<br>", "").replace(/<[^>]+>/g, ""),
  );
  return paragraphs.join("\n\n").replaceAll("&#39;", "'");
}

describe("An HTML mail", () => {
  it("says what the text says, paragraph by paragraph", () => {
    for (const kind of KINDS)
      for (const language of LANGUAGES) {
        const { text, html } = rendered(kind, { language });
        expect(wordsOf(html), kind).to.equal(text);
        expect(text.split("\n\n"), kind).to.have.lengthOf.at.least(3);
      }
  });

  it("is a document with a language and a title", () => {
    for (const language of LANGUAGES) {
      const { html, subject } = rendered("new_device", { language });
      expect(html).to.match(new RegExp(`^<!doctype html>\n<html lang="${language}">\n<head>`));
      expect(html).to.include(`<title>${subject}</title>`).and.to.include(`<div lang="${language}" dir="auto"`);
      expect(html).to.match(/<\/body><\/html>$/);
    }
  });

  it("fetches nothing, runs nothing and fixes no colours", () => {
    for (const kind of KINDS) {
      const { html } = rendered(kind);
      expect(html, kind).not.to.match(/<(?:img|script|link|style|table|iframe|form|svg)|src=|url\(|@import|\son\w+=/i);
      expect(html, kind).not.to.match(/#[\da-f]{3,6}\b(?!;)|rgb|background/i);
      expect(html, kind).to.include('<meta name="color-scheme" content="light dark">');
    }
  });

  it("links to the plain origin, or to the link that it is about, and to nothing else", () => {
    for (const kind of KINDS)
      for (const language of LANGUAGES) {
        const { html, text } = rendered(kind, { language });
        const address = kind === "enrollment_link" ? LINK : "https://bank.example";
        const expected = kind.endsWith("_code") ? [] : [address];
        expect(html.match(/<a [^>]*>/g)?.map((tag) => /href="([^"]*)"/.exec(tag)?.[1]) ?? [], kind).to.deep.equal(
          expected,
        );
        expect(text.match(/https?:[^\s]*/g) ?? [], kind).to.deep.equal(expected);
      }
  });

  it("names the origin as browsers do, however it is written", () => {
    const origins = {
      "https://bank.example/": "https://bank.example",
      "https://Bänk.example": "https://xn--bnk-qla.example",
    };

    for (const [origin, shown] of Object.entries(origins)) {
      const { text, html } = rendered("new_device", { origin });
      expect(text).to.include(`sign in at ${shown} and check`);
      expect(html).to.include(`<a href="${shown}" style="color:inherit">${shown}</a>`);
    }
  });

  it("has the code in one element, in one piece", () => {
    for (const language of LANGUAGES) {
      const { html } = rendered("email_code", { language });
      expect(html.match(/123456/g)).to.have.lengthOf(1);
      expect(html).to.match(/<p [^>]*><strong [^>]*;user-select:all[^>]*>123456<\/strong><\/p>/);
      expect(html).to.include('<meta name="format-detection" content="telephone=no">');
    }
  });

  it("escapes whatever it is given", () => {
    const { html, text } = rendered("new_device", { issuer: `<b>"A" & Co's</b>`, device: `"><img src=x>` });

    expect(html)
      .to.include("&lt;b&gt;&quot;A&quot; &amp; Co&#39;s&lt;/b&gt;")
      .and.to.include("&quot;&gt;&lt;img src=x");
    expect(html).not.to.match(/<b>|<img|[^&]"A"| & /);
    expect(text).to.include(`<b>"A" & Co's</b>`);
  });

  it("never takes a longer address for the origin, or a longer number for the code", () => {
    const text =
      "https://bank.example.evil.test https://bank.example/x https://bank.example, 1123456 x123456 1234567 https://bankxexample (123456)";

    const { html } = rendered("email_code", {}, { email_code: () => ({ text }) });

    expect(html.match(/<a /g)).to.have.lengthOf(1);
    expect(html).to.match(/>https:\/\/bank\.example<\/a>, 1123456/);
    expect(html.match(/<strong/g)).to.have.lengthOf(1);
    expect(html).to.match(/\(<strong [^>]*>123456<\/strong>\)/);
  });
});
