import { expect } from "chai";
import { request as send } from "node:http";
import { sessionCap } from "sallyport";
import request from "supertest";
import type { TestApp } from "../../support/app.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { worksWithin } from "../../support/until.ts";
import { TOKENS } from "./issuer.ts";
import { loginForToken, openClient, plainClient } from "./token-client.ts";

/** Server-sent events for the holder of a token. Says when they are cut off. */
async function listen(app: TestApp, token: string): Promise<() => boolean> {
  let isClosed = false;
  await new Promise<void>((resolve, reject) => {
    const call = send(`${app.url}/news`, { headers: { Authorization: `Bearer ${token}` } }, (answer) => {
      answer.on("close", () => (isClosed = true)).resume();
      resolve();
    });
    call.on("error", reject).end();
  });
  return () => isClosed;
}

onEmbedded(
  "Where one session is all that there may be, an access token",
  (current) => {
    it("is issued once its user has chosen that the other session ends, without a cookie", async () => {
      const app = current();
      const first = await plainClient(app);
      const full = await loginForToken(app, first.person);
      const { sessions, challengeToken } = full.body as { sessions: { id: string }[]; challengeToken: string };

      const choice = { challengeToken, sessionId: sessions[0]?.id };
      const chosen = await request(app.server).post("/api/v1/sessions/replace").send(choice);
      const second = openClient(app, first.person, chosen.body.accessToken as string);

      expect([full.status, full.body.code]).to.deep.equal([409, "ERR-SESSION-LIMIT"]);
      expect(chosen.headers).not.to.have.property("set-cookie");
      expect([(await first.get("/protected")).status, (await second.get("/protected")).status]).to.deep.equal([
        401, 200,
      ]);
    });

    it("keeps a connection open as long as its session lives", async () => {
      const app = current();
      const client = await plainClient(app);
      const isClosed = await listen(app, client.token());
      const before = isClosed();

      await client.post("/logout");

      expect(before).to.equal(false);
      expect(await worksWithin(3, () => Promise.resolve(isClosed()))).to.equal(true);
    });
  },
  {
    ...TOKENS,
    middlewares: [sessionCap({ max: 1, whenFull: "ask" }), ...(TOKENS.middlewares ?? [])],
    routes: (app, mfa) => {
      app.get("/news", (req, res, next) => {
        res.flushHeaders();
        mfa.sessions.bind(res, req).catch(next);
      });
    },
  },
);
