import { expect } from "chai";
import { mfaErrors, MfaError, requireMfa, trustedDevice } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson } from "../../support/browser.ts";
import { codeSentTo, SENDING, textedPerson, type Texted } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";

/** Signed in with a code that was sent. */
async function signInBySms(app: TestApp, browser: Texted): Promise<void> {
  await browser.login();
  await browser.api("challenge", { method: "sms" }).expect(200);
  await browser.api("verify", { method: "sms", code: await codeSentTo(app, browser.number) }).expect(200);
}

onEveryStack(
  "requireMfa with `strength`",
  (current) => {
    it("takes no code that was sent for strong", async () => {
      const app = current();
      const browser = await textedPerson(app);
      await signInBySms(app, browser);

      const weak = await browser.post("/strong");
      await browser.api("verify/backup", { code: browser.backupCodes[0] }).expect(200);
      const strong = await browser.post("/strong");

      expect([weak.status, weak.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
      expect(strong.status).to.equal(200);
    });

    it("asks somebody who has a strong method and used another for the strong one", async () => {
      const app = current();
      const browser = await textedPerson(app);
      await signInBySms(app, browser);
      await browser.enroll();
      app.clock.travel(60);
      const elsewhere = browser.elsewhere();
      await signInBySms(app, elsewhere);

      const weak = await elsewhere.post("/strong");
      await elsewhere.verify().expect(200);
      const strong = await elsewhere.post("/strong");

      expect(weak.body).to.deep.include({ code: "ERR-MFA-STEP-UP-REQUIRED", strength: "strong", methods: ["totp"] });
      expect(weak.headers["www-authenticate"]).to.equal(
        'Bearer error="insufficient_user_authentication", error_description="A strong second factor is required", acr_values="aal2"',
      );
      expect(strong.status).to.equal(200);
    });

    it("takes nothing but what can't be phished, and sends those who have nothing of it to enroll", async () => {
      const browser = await enrolledPerson(current());
      await browser.login();
      await browser.verify();

      const answer = await browser.post("/phishing-resistant");

      expect([answer.status, answer.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
    });

    it("names the age in the header of RFC 9470, and the level that OpenID has a name for", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      await browser.login();
      await browser.verify();
      app.clock.travel(301);

      const recent = await browser.post("/transfers");
      const resistant = await browser.post("/as-core-refuses");

      expect(recent.headers["www-authenticate"]).to.equal(
        'Bearer error="insufficient_user_authentication", error_description="A recent second factor is required", acr_values="aal2", max_age="300"',
      );
      expect(resistant.headers["www-authenticate"]).to.equal(
        'Bearer error="insufficient_user_authentication", error_description="A phishing-resistant second factor is required", acr_values="phr", max_age="60"',
      );
    });
  },
  {
    sallyport: SENDING,
    routes: (app) => {
      app.post("/strong", requireMfa({ strength: "strong" }), (_req, res) => res.json({}));
      app.post("/phishing-resistant", requireMfa({ strength: "phishing-resistant" }), (_req, res) => res.json({}));
      app.post("/as-core-refuses", () => {
        const members = { methods: ["webauthn"], strength: "phishing-resistant", maxAgeSeconds: 60 };
        throw new MfaError("ERR-MFA-STEP-UP-REQUIRED", { members });
      });
      app.use(mfaErrors());
    },
  },
);

onEveryStack(
  "requireMfa at a trusted device",
  (current) => {
    it("opens the plain guard alone, unless the route says otherwise", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      await browser.login();
      await browser.api("verify", { method: "totp", code: browser.code(), trustDevice: true }).expect(200);
      await browser.post("/logout");
      const login = await browser.login();

      const paths = ["/plain", "/untrusted", "/transfers", "/totp", "/strong", "/trusted", "/trusted-totp"];
      const statuses = [];
      for (const path of paths) statuses.push([path, (await browser.post(path)).status]);

      expect(login.body.mfaRequired).to.equal(false);
      expect(Object.fromEntries(statuses)).to.deep.equal({
        ...{ "/plain": 200, "/trusted": 200 },
        ...{ "/untrusted": 401, "/transfers": 401, "/totp": 401, "/strong": 401, "/trusted-totp": 200 },
      });
    });

    it("counts its age from when it was trusted", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      await browser.login();
      await browser.api("verify", { method: "totp", code: browser.code(), trustDevice: true }).expect(200);
      await browser.post("/logout");
      // The age is by the clock of the database, which goes on while this test runs.
      app.clock.travel(150);
      await browser.login();

      const young = await browser.post("/trusted");
      app.clock.travel(300);
      const old = await browser.post("/trusted");

      expect([young.status, old.status]).to.deep.equal([200, 401]);
    });
  },
  {
    middlewares: [trustedDevice()],
    routes: (app) => {
      const open = { maxAgeSeconds: 300, allowTrustedDevice: true };
      app.post("/plain", requireMfa(), (_req, res) => res.json({}));
      app.post("/untrusted", requireMfa({ allowTrustedDevice: false }), (_req, res) => res.json({}));
      app.post("/totp", requireMfa({ methods: ["totp"] }), (_req, res) => res.json({}));
      app.post("/strong", requireMfa({ strength: "strong" }), (_req, res) => res.json({}));
      app.post("/trusted", requireMfa(open), (_req, res) => res.json({}));
      app.post("/trusted-totp", requireMfa({ ...open, methods: ["totp"] }), (_req, res) => res.json({}));
    },
  },
);
