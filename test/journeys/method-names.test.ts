import { expect } from "chai";
import { openBrowser, signedInPerson } from "../support/browser.ts";
import { KEYS } from "../support/keys.ts";
import { onEmbedded } from "../support/stacks.ts";

const MALFORMED = ["", "   ", "x".repeat(65), "a\r\nBcc: x", "\u0000", "\u202eevil", "\ud800"];

/** Pages of the app's own hand on what somebody typed, without our router before them. */
onEmbedded(
  "A method's name on a page of the app's own",
  (current) => {
    for (const name of MALFORMED)
      it(`is refused for a new method, as the router does: ${JSON.stringify(name.slice(0, 12))}`, async () => {
        const browser = openBrowser(current());
        await browser.login();

        const answers = [await browser.post("/own/totp", { name }), await browser.post("/own/webauthn", { name })];

        for (const { status, body } of answers) {
          expect([status, body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
          expect(body.errors).to.deep.equal([{ field: "name", message: "malformed" }]);
        }
      });

    it("is refused when a method is renamed, which keeps the one it had", async () => {
      const person = await signedInPerson(current());

      const answer = await person.post(`/own/rename/${person.methodId}`, { name: "\u202eevil" });

      const methods = (await person.get("/api/v1/mfa/methods")).body as readonly { name: string }[];
      expect(answer.status).to.equal(400);
      expect(methods.map(({ name }) => name)).to.deep.equal(["Authenticator app"]);
    });
  },
  {
    sallyport: KEYS,
    routes: (app) => {
      app.post("/own/totp", (req, res, next) => {
        req.mfa.setupTotp(req.body as { name: string }).then((setup) => res.json(setup), next);
      });
      app.post("/own/webauthn", (req, res, next) => {
        req.mfa.setupWebauthn(req.body as { name: string }).then((setup) => res.json(setup), next);
      });
      app.post("/own/rename/:id", (req, res, next) => {
        req.mfa.changeMethod(req.params.id, req.body as { name: string }).then(() => res.json({}), next);
      });
    },
  },
);
