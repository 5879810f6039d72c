import { expect } from "chai";
import { randomBytes } from "node:crypto";
import express from "express";
import { createClient, type RedisClientType } from "redis";
import request from "supertest";
import { SECRET, startApp, type TestApp } from "../../support/app.ts";
import { openBrowser, type Browser } from "../../support/browser.ts";
import { embeddedDatabase, type TestDatabase } from "../../support/databases.ts";
import {
  KEYS,
  passkeySignIn,
  signedInWithKey,
  verifyKey,
  type KeyedPerson,
  type passkeyOptions,
} from "../../support/keys.ts";
import { redisUrl } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";

const OTHER_SECRET = randomBytes(32).toString("base64");

interface Opened {
  readonly challengeToken: string;
  readonly options: Awaited<ReturnType<typeof passkeyOptions>>;
}

describe("Keys of people, where the secret of the app", () => {
  let database: TestDatabase | undefined;
  let redis: RedisClientType | undefined;
  const apps: TestApp[] = [];

  before(async function () {
    this.timeout(30_000);
    database = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    redis = createClient({ url: requireServer(this, "Redis", await redisUrl()) });
    await redis.connect();
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });
  after(async () => {
    redis?.destroy();
    await database?.close();
  });

  async function appWith(...secret: string[]): Promise<TestApp> {
    const stores = database && redis ? { sequelize: database.sequelize, redis } : expect.fail("only inside tests");
    const app = await startApp({ express, sallyport: { ...KEYS, ...stores, secret } });
    apps.push(app);
    return app;
  }

  /** The same person with the same key at another app. */
  function move(person: KeyedPerson, app: TestApp): Browser {
    app.users.add(person.person);
    return openBrowser(app, person.person, { url: person.otpauthUrl() });
  }

  it("is lost, still sign in, after a password and alone, while codes are an outage (Q22)", async () => {
    const person = await signedInWithKey(await appWith(SECRET));
    await person.enroll();
    const moved = move(person, await appWith(OTHER_SECRET));
    await moved.login();
    const code = await moved.verify();

    const answers = [await verifyKey(moved, person.key), await passkeySignIn(moved.elsewhere(), person.key)];

    expect([code.status, code.body.code]).to.deep.equal([503, "ERR-UNAVAILABLE"]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    expect(await moved.isIn()).to.equal(true);
  });

  it("is replaced, answer a challenge from before", async () => {
    const before = await appWith(SECRET);
    const person = await signedInWithKey(before);
    await person.enroll();
    const opened = await request(before.server).post("/api/v1/mfa/passkey/options").send({ transport: "token" });
    const { challengeToken, options } = opened.body as Opened;
    const after = await appWith(OTHER_SECRET, SECRET);
    move(person, after);
    const body = { challengeToken, response: person.key.authenticate(options) };

    const answers = [
      await request(after.server).post("/api/v1/mfa/passkey/verify").send(body),
      await request(after.server).post("/api/v1/mfa/passkey/verify").send(body),
      await request(before.server).post("/api/v1/mfa/passkey/verify").send(body),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([200, 401, 401]);
  });
});
