import { expect } from "chai";
import { decodeJwt } from "jose";
import { codeFor } from "../../support/authenticator.ts";
import { openBrowser } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { secondsAt, sign, TOKENS } from "./issuer.ts";
import { openClient, withToken } from "./token-client.ts";

onEmbedded(
  "An access token of a session that is for enrolling",
  (current) => {
    it("opens nothing else until its holder has enrolled", async () => {
      const app = current();
      const person = app.users.add();
      const { body } = await openBrowser(app, person).post("/sign-up", { id: person.id });
      const client = openClient(app, person, body.accessToken as string);
      const early = [await client.get("/protected"), await client.get("/whoami")];

      const { otpauthUrl } = (await client.api("setup/totp")).body as { otpauthUrl: string };
      const enrolled = await client.api("verify/totp", { code: codeFor(otpauthUrl, app.clock.now()) });
      const late = [
        await client.get("/protected"),
        await client.holds(enrolled.body.accessToken as string).get("/protected"),
      ];

      expect(decodeJwt(client.token())["must_enroll"]).to.equal("new-account");
      expect(early.map(({ status }) => status)).to.deep.equal([403, 200]);
      expect(early[0]?.body.code).to.equal("ERR-MFA-ENROLLMENT-REQUIRED");
      expect(late.map(({ status }) => status)).to.deep.equal([401, 200]);
    });

    for (const claim of ["after-reset", "new-account", "", 7, null, { at: 1 }])
      it(`is told by its claim, whatever that says: ${JSON.stringify(claim)}`, async () => {
        const app = current();
        const proofs = [{ by: "password", at: secondsAt(app) }];
        const claims = { sub: app.users.add().id, proofs };

        const without = await withToken(app, await sign(claims, app.clock.now()));
        const answer = await withToken(app, await sign({ ...claims, must_enroll: claim }, app.clock.now()));

        expect(without.status).to.equal(200);
        expect([answer.status, answer.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
      });
  },
  {
    ...TOKENS,
    sallyport: {
      ...TOKENS.sallyport,
      methods: ["totp", "backup_code"],
      policy: [{ mfa: "required" }],
      recovery: { mailedCode: false },
    },
    routes: (app, mfa) => {
      TOKENS.routes?.(app, mfa);
      app.post("/sign-up", (req, res, next) => {
        req.mfa.signUp(req.body as { id: string }).then((answer) => res.json(answer), next);
      });
    },
  },
);
