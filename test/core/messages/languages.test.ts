import { expect } from "chai";
import { languageOf } from "../../../packages/core/src/messages/languages.ts";
import { rendered } from "./samples.ts";

describe("languageOf", () => {
  const tags: readonly (readonly [unknown, string])[] = [
    ...([
      ["tr", "tr"],
      ["tr-TR", "tr"],
      ["TR", "tr"],
      ["Tr-Latn-CY", "tr"],
      ["tr_TR", "tr"],
      ["tr-", "tr"],
    ] as const),
    ...([
      ["en", "en"],
      ["en-GB", "en"],
      ["en-tr", "en"],
      ["de", "en"],
      ["trv", "en"],
      ["x-tr", "en"],
    ] as const),
    ...([
      ["", "en"],
      [" ", "en"],
      ["-", "en"],
      ["*", "en"],
      ["\ud800", "en"],
      ["t".repeat(100_000), "en"],
    ] as const),
    ...([
      ["__proto__", "en"],
      ["constructor", "en"],
      ["toString", "en"],
    ] as const),
    ...([
      [undefined, "en"],
      [null, "en"],
      [5, "en"],
      [{}, "en"],
      [["tr"], "en"],
    ] as const),
  ];
  for (const [tag, language] of tags)
    it(`makes ${language} of ${JSON.stringify([tag]).slice(1, -1).slice(0, 20)}`, () => {
      expect(languageOf(tag as string | undefined)).to.equal(language);
    });

  it("asks the fallback where the tag is none of ours, and English where that is none either", () => {
    expect(languageOf(undefined, "tr-TR")).to.equal("tr");
    expect(languageOf("de", "tr")).to.equal("tr");
    expect(languageOf("en-US", "tr")).to.equal("en");
    expect(languageOf("de", "fr")).to.equal("en");
  });

  it("chooses the texts of a message", () => {
    expect(rendered("sms_code", { language: "tr-TR" })).to.deep.equal(rendered("sms_code", { language: "tr" }));
    expect(rendered("sms_code", { language: "de" })).to.deep.equal(rendered("sms_code", { language: "en" }));
    expect(rendered("sms_code", { language: undefined })).to.deep.equal(rendered("sms_code"));
  });
});
