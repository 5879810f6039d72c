import { expect } from "chai";
import { tokenClaims, type SignInResult } from "sallyport";
import { enrolledPerson, openBrowser } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { secondsAt, TOKENS } from "./issuer.ts";
import { loginForToken, verifyForToken } from "./token-client.ts";

const AT = new Date("2026-03-01T12:00:00.900Z");
const LONG_AGO = new Date("2026-02-01T12:00:00Z");

const RESULT: SignInResult = {
  proofs: [
    { by: "password", at: LONG_AGO },
    { by: "totp", at: AT },
  ],
  amr: ["pwd", "otp", "mfa"],
  acr: "aal2",
  reason: "step-up",
  sessionId: undefined,
};

onEmbedded(
  "tokenClaims",
  (current) => {
    it("says who has signed in, where, when and with what", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const { challengeToken } = (await loginForToken(app, browser.person)).body as { challengeToken: string };
      const passwordAt = secondsAt(app);
      app.clock.travel(30);

      const { body } = await verifyForToken(app, browser.code(), challengeToken);
      const [session] = (await app.mfa.sessions.list(browser.person.id)).slice(-1);

      expect(body.claims).to.deep.equal({
        ...{ sub: browser.person.id, sid: session?.id, amr: ["pwd", "otp", "mfa"], acr: "aal2" },
        auth_time: secondsAt(app),
        proofs: [
          { by: "password", at: passwordAt },
          { by: "totp", at: secondsAt(app) },
        ],
      });
    });

    it("names the session of a browser as well", async () => {
      const app = current();
      const browser = openBrowser(app);

      const { body } = await browser.login();

      expect(body.claims).to.include({ sub: browser.person.id, sid: body.sessionId });
    });

    it("names no session where there is none, and takes no trusted device for something shown", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();

      const { body } = await browser.get("/claims");

      expect(body.plain).to.include({ sub: browser.person.id, auth_time: AT.getTime() / 1000 - 0.9 });
      expect(body.plain).not.to.have.property("sid");
      expect(body.remembered).to.include({ auth_time: LONG_AGO.getTime() / 1000 });
      expect(body.remembered.proofs[1]).to.deep.equal({ by: "trusted_device", at: body.plain.auth_time, via: "sms" });
    });
  },
  {
    ...TOKENS,
    sallyport: { ...TOKENS.sallyport, onSignedIn: (req, _user, result) => ({ claims: tokenClaims(req, result) }) },
    routes: (app) => {
      app.get("/claims", (req, res) => {
        const remembered = {
          ...RESULT,
          proofs: [{ by: "password", at: LONG_AGO } as const, { by: "trusted_device", at: AT, via: "sms" } as const],
        };
        res.json({ plain: tokenClaims(req, RESULT), remembered: tokenClaims(req, remembered) });
      });
    },
  },
);
