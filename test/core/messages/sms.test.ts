import { expect } from "chai";
import { KINDS, LANGUAGES, rendered } from "./samples.ts";

/** 3GPP TS 23.038: the letters that take seven bits each. */
const GSM_7 = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;

describe("A short message", () => {
  const origins: Record<string, string> = {
    "https://bank.example": "bank.example",
    "https://bank.example:8443": "bank.example",
    "http://localhost:3000": "localhost",
    "https://login.eu.bank.example": "login.eu.bank.example",
    "https://bänk.example": "xn--bnk-qla.example",
    "https://xn--bnk-qla.example": "xn--bnk-qla.example",
  };
  for (const [origin, host] of Object.entries(origins))
    it(`with a code from ${origin} ends with the line for ${host}`, () => {
      const line = new RegExp(`[^\\n]\\n\\n@${host.replaceAll(".", "\\.")} #123456$`);

      for (const language of LANGUAGES)
        for (const kind of ["sms_code", "email_code"] as const)
          expect(rendered(kind, { origin, language }).sms.replace(line, "<line>")).to.match(/[^\n]<line>$/);
    });

  it("with a code is read as the specification reads it, and as Chrome does", () => {
    const { sms } = rendered("sms_code", { origin: "https://bank.example:8443" });

    // WICG, "parse an origin-bound one-time code message": the last line, `@` host, one space, `#` code.
    expect(/^@(\S+) #(\S+)$/.exec(sms.split("\n").at(-1) ?? "")?.slice(1)).to.deep.equal(["bank.example", "123456"]);
    expect(/(?:^|\s)@([a-zA-Z0-9.-]+) #([^#\s]+)/.exec(sms)?.slice(1)).to.deep.equal(["bank.example", "123456"]);
  });

  it("has the code in its words as well, for people and for phones that know no origins", () => {
    for (const language of LANGUAGES)
      expect(rendered("sms_code", { language }).sms.split("\n")[0]).to.match(/(?<!#)\b123456\b/);
  });

  it("without a code has one line", () => {
    for (const kind of KINDS.filter((each) => !each.endsWith("_code")))
      expect(rendered(kind).sms, kind).not.to.match(/\n|#\d/);
  });

  for (const language of LANGUAGES)
    it(`fits into one, whatever it tells (${language})`, () => {
      for (const kind of KINDS.filter((each) => each !== "email_code")) {
        const { sms } = rendered(kind, { language, at: new Date("2026-08-15T14:07:00Z") });
        expect(sms, kind).to.match(GSM_7);
        expect(sms.length, sms).to.be.at.most(160);
      }
    });

  it("spells names with the letters that it has", () => {
    const { sms, text } = rendered("sms_code", { issuer: "Çağrı İş’in Şubesi", language: "tr" });

    expect(sms).to.match(GSM_7).and.to.include("Cagri Is'in Subesi dogrulama kodunuz: 123456");
    expect(text).to.include("Çağrı İş’in Şubesi doğrulama kodunuz");
    expect(rendered("sms_code", { issuer: "Garantı".normalize("NFD") + " S\u0327ube" }).sms).to.include("Garanti Sube");
  });

  it("leaves letters of other scripts as they are", () => {
    expect(rendered("sms_code", { issuer: "がか銀行 दिल्ली 한국" }).sms).to.include("がか銀行 दिल्ली 한국");
  });

  it("never cuts a letter outside the basic plane in half", () => {
    expect(rendered("sms_code", { issuer: "𐞀 Bank" }).sms).to.include("your 𐞀 Bank code");
  });

  it("never holds an address to follow", () => {
    for (const kind of KINDS)
      for (const language of LANGUAGES)
        expect(rendered(kind, { language }).sms.replace(/\n\n@bank\.example #123456$/, ""), kind).not.to.match(
          /http|www|:\/\/|bank\.example/,
        );
  });
});
