import { expect } from "chai";
import { EVENTS, KINDS, LANGUAGES, LINK, rendered } from "./samples.ts";

/** What an admin did, or nobody in particular. */
const BY_OTHERS: readonly string[] = ["admin_reset", "admin_reset_done", "recovery_executed", "device_compromised"];
const METHOD_TYPES = ["totp", "sms", "email", "webauthn", "backup_code"] as const;

describe("The texts", () => {
  for (const kind of KINDS)
    it(`of ${kind} have all parts in both languages, and no part in common`, () => {
      const [en, tr] = [rendered(kind, { language: "en" }), rendered(kind, { language: "tr" })];

      for (const part of ["subject", "text", "html", "sms"] as const) {
        expect(en[part], part).to.match(/\p{L}{3}/u);
        expect(tr[part], part).to.match(/\p{L}{3}/u);
        expect(en[part], part).not.to.equal(tr[part]);
      }
      expect(en.text.split("\n\n").filter((paragraph) => tr.text.split("\n\n").includes(paragraph))).to.deep.equal(
        kind.endsWith("_code") ? ["123456"] : kind === "enrollment_link" ? [LINK] : [],
      );
    });

  for (const language of LANGUAGES) {
    it(`have a subject of their own for each event (${language})`, () => {
      const subjects = KINDS.filter((kind) => kind !== "email_code").map(
        (kind) => rendered(kind, { language }).subject,
      );

      expect(new Set(subjects)).to.have.lengthOf(subjects.length);
    });

    it(`hold nothing that was left unsaid (${language})`, () => {
      const unknown = { language, device: undefined, address: undefined };
      const messages = KINDS.flatMap((kind) => [
        rendered(kind, unknown),
        rendered(kind, { ...unknown, device: "", address: "" }),
      ]);

      for (const { subject, text, sms } of messages)
        expect([subject, text, sms].join("\n")).not.to.match(
          /undefined|null|NaN|\[object|: *\.| {2}|\n{3}|Device|Cihaz|IP adr/,
        );
    });

    it(`name each type of method in words (${language})`, () => {
      const texts = METHOD_TYPES.map((methodType) => rendered("method_added", { language, methodType }).text);

      expect(new Set(texts)).to.have.lengthOf(METHOD_TYPES.length);
      expect(texts.join()).not.to.match(/totp|webauthn|backup_code/i);
    });
  }

  it("say when something happened, in UTC and in the form of the language", () => {
    for (const kind of EVENTS) {
      expect(rendered(kind, { language: "en" }).text, kind).to.include("When: 15 September 2026, 14:07 UTC");
      expect(rendered(kind, { language: "tr" }).text, kind).to.include("Zaman: 15 Eylül 2026, 14:07 UTC");
      expect(rendered(kind, { language: "en" }).sms, kind).to.include("15 September 2026, 14:07 UTC.");
      expect(rendered(kind, { language: "tr" }).sms, kind).to.include("15 Eylul 2026, 14:07 UTC.");
    }
  });

  it("name the time of what is ahead, also in the hour after midnight", () => {
    const soon = { expiresAt: new Date("2027-01-01T00:05:00Z"), deadline: new Date("2027-01-01T00:05:00Z") };

    for (const kind of ["backup_codes_expire", "enroll_by"] as const) {
      expect(rendered(kind, { ...soon, language: "en" }).text).to.include("1 January 2027, 00:05 UTC");
      expect(rendered(kind, { ...soon, language: "tr" }).text).to.include("1 Ocak 2027, 00:05 UTC");
      expect(rendered(kind, soon).text).not.to.include("September");
    }
  });

  it("say from where something happened, unless an admin did it", () => {
    for (const kind of EVENTS)
      for (const language of LANGUAGES) {
        const { text } = rendered(kind, { language });
        const isOwn = !BY_OTHERS.includes(kind);
        expect(text.includes("Firefox 128, Windows 11"), kind).to.equal(isOwn);
        expect(text.includes("203.0.113.0/24"), kind).to.equal(isOwn);
      }
  });

  it("count in words that fit the number", () => {
    expect(rendered("email_code", { minutes: 1 }).text).to.include("good for 1 minute.");
    expect(rendered("email_code", { minutes: 5 }).text).to.include("good for 5 minutes.");
    expect(rendered("email_code", { minutes: 0 }).text).to.include("good for less than a minute.");
    expect(rendered("email_code", { minutes: 0, language: "tr" }).text).to.include("Kod bir dakikadan kısa süre");
    expect(rendered("backup_codes_low", { remaining: 1 }).text).to.include("only 1 backup code left");
    expect(rendered("backup_codes_low", { remaining: 0 }).text).to.include("no backup codes left");
    expect(rendered("backup_codes_low", { remaining: 0, language: "tr" }).text).to.include("hiç yedek kod kalmadı");
    expect(rendered("backup_code_used", { remaining: 0 }).text).to.include("the last one");
    expect(rendered("backup_code_used", { remaining: 0, language: "tr" }).text).to.include("son yedek kodunuzdu");
  });

  it("ask to keep a code to oneself, and to ignore one that nobody asked for", () => {
    for (const kind of ["sms_code", "email_code"] as const) {
      const [en, tr] = [rendered(kind), rendered(kind, { language: "tr" })];
      for (const part of [en.text, en.sms]) expect(part).to.match(/10 minutes.*Never pass it on.*we never ask for it/);
      expect(tr.text).to.match(/10 dakika.*Kimseyle paylaşmayın.*asla istemeyiz/);
      expect(tr.sms).to.match(/10 dakika.*Kimseyle paylasmayin.*asla istemeyiz/);
      expect(en.text).to.match(/did not ask.*ignore/);
      expect(tr.text).to.match(/siz istemediyseniz.*dikkate almayın/);
    }
  });
});
