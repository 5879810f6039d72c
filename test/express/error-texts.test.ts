import { expect } from "chai";
import { errorStatus } from "sallyport";
import { en } from "../../packages/express/src/texts/en.ts";
import { tr } from "../../packages/express/src/texts/tr.ts";
import { openBrowser } from "../support/browser.ts";
import { onEmbedded } from "../support/stacks.ts";

describe("The texts of errors", () => {
  for (const [language, texts] of Object.entries({ en, tr }))
    it(`lack no code and no word in ${language}`, () => {
      expect(Object.keys(texts)).to.have.members(Object.keys(errorStatus));
      for (const { title, detail } of Object.values(texts)) expect(`${title} ${detail}`).to.match(/^\S.+ \S.+\.$/);
    });

  it("are the words that Turkish readers know", () => {
    const known = {
      "ERR-MFA-REQUIRED": "MFA doğrulaması gerekli",
      "ERR-MFA-INVALID": "MFA kodu geçersiz",
      "ERR-MFA-ALREADY-ENABLED": "MFA zaten aktif",
      "ERR-MFA-NOT-ENABLED": "MFA aktif değil",
      "ERR-MFA-RATE-LIMITED": "Çok fazla doğrulama denemesi. Lütfen bekleyin.",
      "ERR-MFA-ADMIN-REQUIRED": "Admin kullanıcılar MFA'yı devre dışı bırakamaz.",
    } as const;

    for (const [code, words] of Object.entries(known)) {
      const { title, detail } = tr[code as keyof typeof known];
      expect([title, detail]).to.include(words);
    }
  });
});

onEmbedded(
  "An app with error texts of its own",
  (current) => {
    it("speaks a language that we don't have, and English where it has no words", async () => {
      const browser = openBrowser(current());

      const german = await browser.status().set("Accept-Language", "de-CH");
      const missing = await browser.api("verify", {}).set("Accept-Language", "de");

      expect(german.body.title).to.equal("Bitte anmelden");
      expect(german.headers["content-language"]).to.equal("de");
      expect(missing.body.title).to.equal("Check your input");
      expect(missing.headers["content-language"]).to.equal("en");
    });

    it("says some things differently, and the rest as we do", async () => {
      const browser = openBrowser(current());

      const own = await browser.status().set("Accept-Language", "tr");
      const ours = await browser.api("verify", {}).set("Accept-Language", "tr");

      expect(own.body).to.deep.include({ code: "ERR-UNAUTHENTICATED", title: "Giriş yapın" });
      expect(ours.body.title).to.equal("Girdiyi denetleyin");
    });

    it("speaks the language of the user where the client asks for none that there is", async () => {
      const app = current();
      const browser = openBrowser(app, app.users.add({ locale: "tr_TR" }));
      await browser.login();

      const none = await browser.api("verify", {}).unset("Accept-Language");
      const unknown = await browser.api("verify", {}).set("Accept-Language", "xx");
      const asked = await browser.api("verify", {}).set("Accept-Language", "en");

      expect([none, unknown, asked].map(({ body }) => (body as { title: string }).title)).to.deep.equal([
        "Girdiyi denetleyin",
        "Girdiyi denetleyin",
        "Check your input",
      ]);
    });
  },
  {
    sallyport: {
      texts: {
        de: { "ERR-UNAUTHENTICATED": { title: "Bitte anmelden", detail: "Sie sind nicht angemeldet." } },
        tr: { "ERR-UNAUTHENTICATED": { title: "Giriş yapın", detail: "Oturumunuz açık değil." } },
      },
    },
  },
);
