import { expect } from "chai";
import { randomUUID } from "node:crypto";
import request from "supertest";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson } from "../../support/browser.ts";
import { readText } from "../../support/repository.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { TOKENS } from "./issuer.ts";
import { loginForToken, signedInClient, verifyForToken } from "./token-client.ts";

/** Every route of the router, from its own table. */
const ROUTES = [
  ...readText("packages/express/src/mfa-router.ts").matchAll(
    /\["(get|post|put|patch|delete)", "(\/[^"]*)", "([a-z-]+)"/g,
  ),
].map(([, method = "", path = "", caller = ""]) => ({ method, path: path.replace(/:\w+/, randomUUID()), caller }));

/** The three that are there for it, and the one that tells load balancers how the stores are. */
const OPEN = ["/mfa/challenge", "/mfa/verify", "/mfa/verify/backup", "/sessions/health"];

async function pendingToken(app: TestApp): Promise<string> {
  const { person } = await enrolledPerson(app);
  return (await loginForToken(app, person)).body.challengeToken as string;
}

onEmbedded(
  "A challenge token",
  (current) => {
    it("is one of many routes' business: the table is read in full", () => {
      expect(ROUTES.length).to.be.greaterThan(20);
      expect(ROUTES.map(({ path }) => path)).to.include.members(OPEN);
    });

    for (const { method, path, caller } of ROUTES.filter(({ path: each }) => !OPEN.includes(each)))
      it(`opens nothing at ${method.toUpperCase()} ${path.replace(/[\da-f-]{36}/, ":id")}, however it is sent`, async () => {
        const app = current();
        const challengeToken = await pendingToken(app);
        const call = (): request.Test =>
          (request(app.server) as unknown as Record<string, (to: string) => request.Test>)[method]?.(
            `/api/v1${path}?challengeToken=${challengeToken}`,
          ) ?? expect.fail(`no such method: ${method}`);

        const asField = call();
        if (method !== "get") asField.send({ challengeToken, sessionId: randomUUID() });
        const answers = [await asField, await call().set("Authorization", `Bearer ${challengeToken}`)];

        for (const { status, body } of answers) expect(status, JSON.stringify(body)).to.be.oneOf([400, 401]);
        if (caller !== "anyone") expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
      });

    it("is no access token, not even where it is good for something", async () => {
      const app = current();
      const challengeToken = await pendingToken(app);

      const answers = await Promise.all(
        ["/protected", "/open", "/api/v1/sessions/health"].map((path) =>
          request(app.server).get(path).set("Authorization", `Bearer ${challengeToken}`),
        ),
      );
      const spent = await request(app.server)
        .post("/api/v1/mfa/verify")
        .set("Authorization", `Bearer ${challengeToken}`)
        .send({ method: "totp", code: "123456", challengeToken });

      expect([...answers, spent].map(({ status }) => status)).to.deep.equal([401, 401, 401, 401]);
      expect(spent.body.code).to.equal("ERR-UNAUTHENTICATED");
    });

    it("can't be replaced by an access token", async () => {
      const app = current();
      const client = await signedInClient(app);

      const answers = [
        await verifyForToken(app, client.browser.code(), client.token()),
        await verifyForToken(app, client.browser.code(), client.sessionId),
      ];

      expect(answers.map(({ status, body }): unknown[] => [status, body.code])).to.deep.equal([
        [400, "ERR-VALIDATION"],
        [400, "ERR-VALIDATION"],
      ]);
    });

    it("is good once, for five minutes", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const token = async (): Promise<unknown> => (await loginForToken(app, browser.person)).body.challengeToken;
      const [late, once] = [await token(), await token()];

      const used = await verifyForToken(app, browser.code(), once);
      app.clock.travel(60);
      const again = await verifyForToken(app, browser.code(), once);
      app.clock.travel(241);
      const expired = await verifyForToken(app, browser.code(), late);

      expect([used.status, again.status, expired.status]).to.deep.equal([200, 401, 401]);
    });

    it("gives one of many parallel calls an access token", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const { challengeToken } = (await loginForToken(app, browser.person)).body as { challengeToken: string };

      const answers = await Promise.all(
        Array.from({ length: 5 }, () => verifyForToken(app, browser.code(), challengeToken)),
      );

      expect(answers.filter(({ body }) => "accessToken" in body)).to.have.length(1);
      expect(await app.mfa.sessions.list(browser.person.id)).to.have.length(2);
    });
  },
  TOKENS,
);
