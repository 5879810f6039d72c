import { connectRedis } from "@sallyport/redis";
import { expect } from "chai";
import { randomBytes } from "node:crypto";
import express from "express";
import type { RedisClientType } from "redis";
import { SECRET, startApp, type TestApp } from "../../support/app.ts";
import { openBrowser } from "../../support/browser.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { expectUnavailable, timed } from "../../support/outage.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { sign, TOKENS } from "./issuer.ts";
import { openClient, signedInClient } from "./token-client.ts";

onEmbedded(
  "An access token, while something is down,",
  (current) => {
    it("lets nobody in where users can't be read, and takes nobody's session", async () => {
      const app = current();
      const client = await signedInClient(app);
      const { findById } = app.users;
      app.users.findById = () => Promise.reject(new Error("the users table is down"));

      const guarded = await timed(client.get("/protected"));
      const stepUp = await timed(client.api("verify", { method: "totp", code: client.browser.code() }));
      const open = await client.get("/open");
      Object.assign(app.users, { findById });

      expectUnavailable(guarded, 1000);
      expectUnavailable(stepUp, 1000);
      expect([open.status, open.body.stage]).to.deep.equal([200, "anonymous"]);
      expect((await client.get("/protected")).status).to.equal(200);
    });

    it("is answered 503 where the app's users hang", async () => {
      const app = current();
      const client = openClient(app, app.users.add(), "");
      const { findById } = app.users;
      app.users.findById = () => new Promise(() => undefined);

      const token = await sign({ sub: client.person.id }, app.clock.now());
      const guarded = await timed(client.holds(token).get("/protected"));
      Object.assign(app.users, { findById });

      expectUnavailable(guarded, 1000);
    });
  },
  TOKENS,
);

async function cookieOf(app: TestApp): Promise<string> {
  const browser = openBrowser(app);
  await browser.login();
  return browser.cookie();
}

describe("An access token, while Redis", function () {
  this.timeout(30_000);
  let server: PrivateRedis | undefined;
  let client: RedisClientType | undefined;
  const apps: TestApp[] = [];

  beforeEach(async function () {
    server = requireServer(this, "redis-server", await startRedis());
    client = await connectRedis({ url: server.url });
  });
  afterEach(async () => {
    server?.resume();
    for (const app of apps.splice(0)) await app.close();
    client?.destroy();
    await server?.stop();
  });

  async function open(context: Mocha.Context, secret?: readonly string[]): Promise<TestApp> {
    const { sequelize } = requireServer(context, "embedded PostgreSQL", await embeddedDatabase());
    if (!client) return expect.fail("only inside tests");
    const options = { ...TOKENS.sallyport, sequelize, redis: client, ...(secret ? { secret } : {}) };
    const app = await startApp({ ...TOKENS, express, sallyport: options });
    apps.push(app);
    return app;
  }

  it("is frozen, is answered 503 in time where it names a session, and is good where it names none", async function () {
    const app = await open(this);
    const named = await signedInClient(app);
    const unnamed = named.holds(await sign({ sub: named.person.id, amr: ["pwd", "otp"] }, app.clock.now()));

    const cookie = await cookieOf(app);
    server?.freeze();
    const answers = [await timed(named.get("/protected")), await timed(unnamed.get("/protected"))];
    const beside = await unnamed.get("/protected").set("Cookie", cookie);
    server?.resume();

    expectUnavailable(answers[0] ?? expect.fail(), 1000);
    expect([answers[1]?.answer.status, beside.status]).to.deep.equal([200, 200]);
    expect((await named.get("/protected")).status).to.equal(200);
  });

  it("is emptied, is dead where it names a session", async function () {
    const client1 = await signedInClient(await open(this));

    await client?.flushAll();

    expect((await client1.get("/protected")).status).to.equal(401);
  });

  it("holds sessions from before a change of keys, stays what it is, and awake", async function () {
    const before = await open(this, [SECRET]);
    const { person, ...holder } = await signedInClient(before);
    const app = await open(this, [randomBytes(32).toString("base64"), SECRET]);
    app.users.add(person);
    const moved = openClient(app, person, holder.token());
    const statuses: number[] = [];
    for (let minutes = 0; minutes < 150; minutes += 50) {
      app.clock.travel(minutes === 0 ? 0 : 3000);
      statuses.push((await moved.get("/open")).status);
    }

    await app.mfa.sessions.endAll(person.id);

    expect(statuses).to.deep.equal([200, 200, 200]);
    expect((await moved.get("/open")).status).to.equal(401);
  });
});
