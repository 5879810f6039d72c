import { expect } from "chai";
import { createHmac, randomUUID } from "node:crypto";
import { exportJWK, exportSPKI, generateKeyPair } from "jose";
import { request as sendRaw } from "node:http";
import request from "supertest";
import type { TestApp } from "../../support/app.ts";
import { openBrowser } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { AUDIENCE, privateKey, publicKey, secondsAt, sign, TOKENS } from "./issuer.ts";
import { withToken } from "./token-client.ts";

/** What an attacker makes of a good token. */
type Forgery = (given: { app: TestApp; sub: string; now: Date; good: string }) => string | Promise<string>;

const other = await generateKeyPair("ES256");
const rsa = await generateKeyPair("RS256");

const FORGERIES: Readonly<Record<string, Forgery>> = {
  "that is no token": () => "nonsense",
  "of two parts": ({ good }) => good.split(".").slice(0, 2).join("."),
  "of five parts": ({ good }) => `${good}.e30.e30`,
  "of empty parts": () => "..",
  "with a header that is no JSON": ({ good }) => ["bm9wZQ", ...good.split(".").slice(1)].join("."),
  "with a payload that is no JSON": ({ good }) => replacePart(good, 1, "bm9wZQ"),
  "with a payload that is a list": async () => signRaw({ alg: "ES256", typ: "at+jwt" }, []),
  "without a signature": ({ good }) => replacePart(good, 2, ""),
  "with a signature of zeros": ({ good }) => replacePart(good, 2, "A".repeat(86)),
  "with another payload": ({ good, now }) =>
    replacePart(good, 1, encode({ ...payloadOf(good), sub: "admin", iat: +now })),
  "that says alg none": ({ good }) => `${encode({ alg: "none", typ: "at+jwt" })}.${good.split(".")[1] ?? ""}.`,
  "that says alg nOnE": ({ good }) => `${encode({ alg: "nOnE", typ: "at+jwt" })}.${good.split(".")[1] ?? ""}.`,
  "that says no alg": ({ good }) => replacePart(good, 0, encode({ typ: "at+jwt" })),
  "signed HS256 with the public key as PEM": async ({ good }) => hmac(good, await exportSPKI(publicKey)),
  "signed HS256 with the public key as JWK": async ({ good }) => hmac(good, JSON.stringify(await exportJWK(publicKey))),
  "signed with another key": ({ sub, now }) => sign({ sub }, now, { key: other.privateKey }),
  "signed with another key that it brings along": async ({ sub, now }) =>
    sign({ sub }, now, { key: other.privateKey, header: { jwk: await exportJWK(other.publicKey) } }),
  "signed with an algorithm that the key is not for": ({ sub, now }) =>
    sign({ sub }, now, { key: rsa.privateKey, header: { alg: "RS256" } }),
  "with a critical header that nobody knows": ({ good }) =>
    replacePart(good, 0, encode({ alg: "ES256", typ: "at+jwt", crit: ["exp"], exp: 1 })),
  "of another issuer": ({ sub, now }) => sign({ sub, iss: "https://bank.example/" }, now),
  "without an issuer": ({ sub, now }) => sign({ sub }, now, { without: ["iss"] }),
  "for another audience": ({ sub, now }) => sign({ sub, aud: "https://bank.example/admin" }, now),
  "for a list of other audiences": ({ sub, now }) => sign({ sub, aud: ["a", "b"] }, now),
  "for nobody in particular": ({ sub, now }) => sign({ sub }, now, { without: ["aud"] }),
  "of another type": ({ sub, now }) => sign({ sub }, now, { header: { typ: "logout+jwt" } }),
  "of no type": ({ sub, now }) => sign({ sub }, now, { header: { typ: undefined } }),
  "that expires now": ({ sub, now, app }) => sign({ sub, exp: secondsAt(app) }, now),
  "that never expires": ({ sub, now }) => sign({ sub }, now, { without: ["exp"] }),
  "that expires in words": ({ sub, now }) =>
    signRaw({ alg: "ES256", typ: "at+jwt" }, { ...claims(sub, now), exp: "tomorrow" }),
  "that is not valid yet": ({ sub, now, app }) => sign({ sub, nbf: secondsAt(app, 1) }, now),
  "without a subject": ({ now }) => sign({}, now),
  "with an empty subject": ({ now }) => sign({ sub: "" }, now),
  "with a subject that is a list": ({ now }) =>
    signRaw({ alg: "ES256", typ: "at+jwt" }, { ...claims("", now), sub: ["1"] }),
  "of somebody who is not there": ({ now }) => sign({ sub: randomUUID() }, now),
  "with a session that is none": ({ sub, now }) => sign({ sub, sid: randomUUID() }, now),
  "with a session that is a number": ({ sub, now }) => sign({ sub, sid: 7 }, now),
  "with a session that is empty": ({ sub, now }) => sign({ sub, sid: "" }, now),
  "with a session that is null": ({ sub, now }) => sign({ sub, sid: null }, now),
  "that is encrypted": () => "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
  "that is huge": ({ sub, now }) => sign({ sub, filler: "x".repeat(8192) }, now),
};

onEmbedded(
  "An access token",
  (current) => {
    it("lets its user in, whether its type is JWT or at+jwt", async () => {
      const app = current();
      const { id: sub } = app.users.add();
      const types = ["JWT", "jwt", "at+jwt", "application/at+jwt"];

      const answers = await Promise.all(
        types.map(async (typ) => withToken(app, await sign({ sub }, app.clock.now(), { header: { typ } }))),
      );

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
      expect(answers[0]?.body.id).to.equal(sub);
    });

    it("is for one of several audiences, too", async () => {
      const app = current();
      const { id: sub } = app.users.add();

      const answer = await withToken(app, await sign({ sub, aud: ["other", AUDIENCE] }, app.clock.now()));

      expect(answer.status).to.equal(200);
    });

    for (const [what, forge] of Object.entries(FORGERIES))
      it(`${what} is answered 401 wherever it is shown`, async () => {
        const app = current();
        const { id: sub } = app.users.add();
        const now = app.clock.now();
        const token = await forge({ app, sub, now, good: await sign({ sub }, now) });

        const answers = [await withToken(app, token), await withToken(app, token, "/open")];

        for (const { status, body, headers } of answers) {
          expect([status, body.code]).to.deep.equal([401, "ERR-UNAUTHENTICATED"]);
          expect(headers["www-authenticate"]).to.match(/^Bearer error="invalid_token", error_description="[\w ]+"$/);
          expect(headers["content-type"]).to.include("application/problem+json");
        }
      });

    for (const [what, header] of Object.entries({
      "without a token": () => "Bearer",
      "with two tokens": (good: string) => `Bearer ${good} ${good}`,
      "with two tokens and a comma": (good: string) => `Bearer ${good}, Bearer ${good}`,
      "with quotation marks": (good: string) => `Bearer "${good}"`,
      "with a token and more": (good: string) => `Bearer ${good}; realm=x`,
    }))
      it(`is refused in a header ${what}`, async () => {
        const app = current();
        const good = await sign({ sub: app.users.add().id }, app.clock.now());

        const answer = await request(app.server).get("/protected").set("Authorization", header(good));

        expect(answer.status).to.equal(401);
        expect(answer.headers["www-authenticate"]).to.include('error="invalid_token"');
      });

    it("is refused beside a second Authorization header", async () => {
      const app = current();
      const good = await sign({ sub: app.users.add().id }, app.clock.now());
      const pairs = [
        [`Bearer ${good}`, `Bearer ${good}`],
        ["Basic YTpi", `Bearer ${good}`],
      ];

      const statuses = await Promise.all(pairs.map((values) => statusWith(app, values)));

      expect(statuses).to.deep.equal([401, 401]);
    });

    it("makes nobody look for a user whose id is no text", async () => {
      const app = current();
      const now = app.clock.now();
      const header = { alg: "ES256", typ: "at+jwt" };
      const tokens = [
        await sign({}, now),
        await sign({ sub: "" }, now),
        await signRaw(header, { ...claims("", now), sub: ["1"] }),
        await signRaw(header, { ...claims("", now), sub: { toString: "1" } }),
      ];
      const before = app.users.lookUps();

      const answers = await Promise.all(tokens.map((token) => withToken(app, token)));

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401, 401]);
      expect(app.users.lookUps()).to.equal(before);
    });

    it("is found whatever the case of the scheme is", async () => {
      const app = current();
      const good = await sign({ sub: app.users.add().id }, app.clock.now());

      const answers = await Promise.all(
        ["bearer", "BEARER", "bEaReR"].map((scheme) =>
          request(app.server).get("/protected").set("Authorization", `${scheme} ${good}`),
        ),
      );

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    });

    it("is not looked for in the query or the body, and other schemes are left alone", async () => {
      const app = current();
      const good = await sign({ sub: app.users.add().id }, app.clock.now());
      const browser = openBrowser(app);
      await browser.login();

      const inQuery = await request(app.server).get(`/protected?access_token=${good}`);
      const inBody = await request(app.server).post("/protected").send({ access_token: good });
      const basic = await browser.get("/protected").set("Authorization", "Basic YTpi");

      expect([inQuery.status, inBody.status, basic.status]).to.deep.equal([401, 401, 200]);
    });
  },
  TOKENS,
);

function claims(sub: string, now: Date): Record<string, unknown> {
  const seconds = Math.floor(now.getTime() / 1000);
  return { sub, iss: "https://bank.example", aud: AUDIENCE, iat: seconds, exp: seconds + 3600 };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function payloadOf(token: string): object {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as object;
}

function replacePart(token: string, index: number, part: string): string {
  return token
    .split(".")
    .map((each, at) => (at === index ? part : each))
    .join(".");
}

/** A good signature over what no library would sign. */
async function signRaw(header: object, payload: unknown): Promise<string> {
  const input = `${encode(header)}.${encode(payload)}`;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString("base64url")}`;
}

function hmac(good: string, secret: string): string {
  const input = `${encode({ alg: "HS256", typ: "at+jwt" })}.${good.split(".")[1] ?? ""}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

/** supertest would put several values into one header. */
function statusWith(app: TestApp, authorization: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    sendRaw(`${app.url}/open`, { headers: { Authorization: [...authorization] } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}
