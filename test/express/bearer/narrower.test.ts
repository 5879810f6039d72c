import { expect } from "chai";
import { randomBytes } from "node:crypto";
import type { RequestHandler } from "express";
import { bearer, type BearerOptions } from "sallyport";
import { onEmbedded } from "../../support/stacks.ts";
import { AUDIENCE, BEARER, secondsAt, sign, TOKENS } from "./issuer.ts";
import { signedInClient, withToken } from "./token-client.ts";

let guard: RequestHandler;

/** The options of this test. */
function accept(options: Partial<BearerOptions>): void {
  guard = bearer({ ...BEARER, ...options });
}

onEmbedded(
  "bearer can be narrower: it",
  (current) => {
    it("takes no token without a session, where it is told so", async () => {
      const app = current();
      accept({ requireSession: true });
      const client = await signedInClient(app);
      const without = await sign({ sub: client.person.id }, app.clock.now());

      const answers = [await client.get("/protected"), await withToken(app, without)];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 401]);
      expect(answers[1]?.headers["www-authenticate"]).to.include("names no session");
    });

    it("takes only the algorithms that are named, of those that the key is for", async () => {
      const app = current();
      const keys = randomBytes(64);
      accept({ keys, algorithms: ["HS512"] });
      const signedBy = (alg: string): Promise<string> =>
        sign({ sub: app.users.add().id }, app.clock.now(), { key: keys, header: { alg } });

      const answers = [await withToken(app, await signedBy("HS512")), await withToken(app, await signedBy("HS256"))];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 401]);
    });

    it("takes one of several audiences, and no other", async () => {
      const app = current();
      accept({ audience: ["https://bank.example/v2", AUDIENCE] });
      const meantFor = (aud: string): Promise<string> => sign({ sub: app.users.add().id, aud }, app.clock.now());

      const answers = [await withToken(app, await meantFor(AUDIENCE)), await withToken(app, await meantFor("other"))];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 401]);
    });

    it("is as patient with other clocks as it is told to be, and not a second more", async () => {
      const app = current();
      accept({ clockToleranceSeconds: 10 });
      const between = async (nbf: number, exp: number): Promise<number> => {
        const claims = { sub: app.users.add().id, nbf: secondsAt(app, nbf), exp: secondsAt(app, exp) };
        return (await withToken(app, await sign(claims, app.clock.now()))).status;
      };

      const statuses = [await between(10, 60), await between(11, 60), await between(-60, -9), await between(-60, -10)];

      expect(statuses).to.deep.equal([200, 401, 200, 401]);
    });
  },
  {
    ...TOKENS,
    middlewares: [
      (req, res, next) => {
        void guard(req, res, next);
      },
    ],
  },
);
