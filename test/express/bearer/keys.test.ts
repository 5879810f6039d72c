import { expect } from "chai";
import { createSecretKey, randomBytes, type JsonWebKey } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { RequestHandler } from "express";
import { exportJWK, generateKeyPair, SignJWT, type KeyInput } from "jose";
import { bearer, type BearerKeys } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { openBrowser } from "../../support/browser.ts";
import { timed } from "../../support/outage.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { BEARER, sign, TOKENS } from "./issuer.ts";
import { withToken } from "./token-client.ts";

const [first, second] = [await generateKeyPair("ES256"), await generateKeyPair("ES256")];
const rsa = await generateKeyPair("PS256");

let guard: RequestHandler;

/** The keys of this test. */
function accept(keys: BearerKeys): void {
  guard = bearer({ ...BEARER, keys });
}

async function statusOf(app: TestApp, alg: string, key: KeyInput, kid?: string): Promise<number> {
  const header = { alg, ...(kid === undefined ? {} : { kid }) };
  const token = await sign({ sub: app.users.add().id }, app.clock.now(), { key, header });
  return (await withToken(app, token)).status;
}

onEmbedded(
  "The keys of access tokens",
  (current) => {
    const opened: Server[] = [];

    afterEach(() => {
      for (const server of opened.splice(0)) {
        server.closeAllConnections();
        server.close();
      }
    });

    /** A server that publishes keys, or does whatever else is on its mind. */
    async function publish(answer: RequestListener): Promise<string> {
      const server = createServer(answer).listen(0, "127.0.0.1");
      await once(server, "listening");
      opened.push(server);
      return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/jwks.json`;
    }

    it("are one of a set, found by its id", async () => {
      const app = current();
      accept({ keys: [await jwk(first, "a"), await jwk(second, "b"), await jwk(rsa, "c")] });

      const good = [
        await statusOf(app, "ES256", first.privateKey, "a"),
        await statusOf(app, "ES256", second.privateKey, "b"),
        await statusOf(app, "PS256", rsa.privateKey, "c"),
      ];
      const bad = [
        await statusOf(app, "ES256", first.privateKey, "b"),
        await statusOf(app, "ES256", first.privateKey, "d"),
        await statusOf(app, "ES256", first.privateKey),
      ];

      expect([good, bad]).to.deep.equal([
        [200, 200, 200],
        [401, 401, 401],
      ]);
    });

    it("are a secret of the app, as bytes or as a key, and no other", async () => {
      const app = current();
      const secret = randomBytes(32);
      accept(createSecretKey(secret));
      const asKey = await statusOf(app, "HS256", secret);
      accept(secret);

      const good = [asKey, await statusOf(app, "HS256", secret)];
      const bad = [
        await statusOf(app, "HS256", randomBytes(32)),
        await statusOf(app, "HS512", Buffer.concat([secret, Buffer.alloc(32)])),
        await statusOf(app, "ES256", first.privateKey),
      ];

      expect([good, bad]).to.deep.equal([
        [200, 200],
        [401, 401, 401],
      ]);
    });

    it("can't be exchanged through the buffer that they were handed in with", async () => {
      const secret = randomBytes(32);
      accept(secret);

      secret.fill(0);

      expect(await statusOf(current(), "HS256", Buffer.alloc(32))).to.equal(401);
    });

    it("are fetched from an address, and kept for a while", async () => {
      const published = [await jwk(first, "a")];
      let fetched = 0;
      const url = await publish((_req, res) => {
        fetched += 1;
        res.end(JSON.stringify({ keys: published }));
      });
      const app = current();
      accept(url);

      const statuses = [
        await statusOf(app, "ES256", first.privateKey, "a"),
        await statusOf(app, "ES256", first.privateKey, "a"),
        await statusOf(app, "ES256", second.privateKey, "b"),
      ];

      expect([statuses, fetched]).to.deep.equal([[200, 200, 401], 1]);
    });

    it("never include a secret that is published", async () => {
      const secret = randomBytes(32);
      const url = await publish((_req, res) => {
        res.end(JSON.stringify({ keys: [{ kty: "oct", k: secret.toString("base64url"), alg: "HS256", kid: "a" }] }));
      });

      accept(url);

      const status = await statusOf(current(), "HS256", secret, "a");

      expect(status).to.equal(401);
    });

    const outages: Readonly<Record<string, RequestListener>> = {
      hangs: () => undefined,
      "hangs in the middle": (_req, res) => res.write('{"keys":['),
      fails: (_req, res) => res.writeHead(500).end(),
      "hangs up": (req) => req.socket.destroy(),
      "answers nonsense": (_req, res) => res.end("<html>"),
      "answers something else": (_req, res) => res.end('{"keys":"none"}'),
      "leads elsewhere": (_req, res) => res.writeHead(302, { Location: "http://127.0.0.1:1/" }).end(),
    };
    for (const [what, answer] of Object.entries(outages))
      it(`are an outage where their server ${what}: 503 within a second, and nobody is in`, async () => {
        const app = current();
        accept(await publish(answer));
        const token = await sign({ sub: app.users.add().id }, app.clock.now(), { key: first.privateKey });

        const guarded = await timed(withToken(app, token));
        const open = await timed(withToken(app, token, "/whoami"));

        expect([guarded.answer.status, guarded.answer.body.code]).to.deep.equal([503, "ERR-UNAVAILABLE"]);
        expect(guarded.answer.headers["retry-after"]).to.equal("1");
        expect([open.answer.status, open.answer.body.stage]).to.deep.equal([200, "anonymous"]);
        expect(Math.max(guarded.tookMs, open.tookMs)).to.be.below(1000);
      });

    it("are an outage where nobody listens, and whoever the cookie beside the token is of is not let in instead", async () => {
      const app = current();
      accept("http://127.0.0.1:9/jwks.json");
      const browser = openBrowser(app);
      await browser.login();
      const token = await new SignJWT({}).setProtectedHeader({ alg: "ES256" }).sign(first.privateKey);

      const { answer, tookMs } = await timed(withToken(app, token).set("Cookie", browser.cookie()));
      const open = await withToken(app, token, "/whoami").set("Cookie", browser.cookie());

      expect(answer.status).to.equal(503);
      expect(tookMs).to.be.below(1000);
      expect(open.body).to.deep.include({ stage: "anonymous", proofs: [], amr: [] });
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

async function jwk({ publicKey }: typeof first, kid: string): Promise<JsonWebKey & { kty: string }> {
  return { ...(await exportJWK(publicKey)), kty: (await exportJWK(publicKey)).kty ?? "", kid };
}
