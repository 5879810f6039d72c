import { connectRedis } from "@sallyport/redis";
import { connectDatabase } from "@sallyport/sequelize";
import { expect } from "chai";
import express from "express";
import type { RedisClientType } from "redis";
import { startApp, type TestApp } from "../support/app.ts";
import { enrolledPerson, openBrowser, signedInPerson } from "../support/browser.ts";
import { embeddedDatabase, postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { expectOpenAnswers, expectUnavailable, setScene, signsIn, timed, type Scene } from "../support/outage.ts";
import { startRedis, type PrivateRedis } from "../support/redis-servers.ts";
import { requireServer } from "../support/require-server.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";
import { worksWithin } from "../support/until.ts";

/** The promise is a second; the rest is for a machine that is busy. */
const REDIS_BOUND_MS = 1500;
const DATABASE_BOUND_MS = 2000;

/** What every route does while a store is away. */
async function expectFailsClosed({ inside, pending, outside }: Scene, boundMs: number): Promise<void> {
  const calls = [
    inside.get("/protected"),
    pending.get("/protected"),
    inside.verify(),
    pending.verify(),
    pending.api("verify/backup", { code: "00000-00000" }),
    pending.api("challenge", { method: "sms" }),
    inside.api("challenge", { method: "sms" }),
    outside.login(),
  ];
  for (const call of calls) expectUnavailable(await timed(call), boundMs);
}

describe("When Redis", function () {
  this.timeout(30_000);
  this.slow(10_000);
  let server: PrivateRedis | undefined;
  let client: RedisClientType | undefined;
  let app: TestApp | undefined;

  // One of each for every test: what one breaks must not be left to the next.
  beforeEach(async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    server = requireServer(this, "redis-server", await startRedis());
    client = await connectRedis({ url: server.url });
    app = await startApp({ express, sallyport: { sequelize, redis: client } });
  });
  afterEach(async () => {
    server?.resume();
    await app?.close();
    client?.destroy();
    await server?.stop();
  });

  const current = (): { app: TestApp; server: PrivateRedis; client: RedisClientType } =>
    app && server && client ? { app, server, client } : expect.fail("only inside tests");

  it("is killed, guards and sign-ins answer 503 in time, and work again after its restart", async () => {
    const { app, server } = current();
    const scene = await setScene(app);

    await server.kill();

    await expectFailsClosed(scene, REDIS_BOUND_MS);
    await expectOpenAnswers(scene, REDIS_BOUND_MS);
    await server.restart();
    expect(await worksWithin(5, () => signsIn(app, scene.outside))).to.equal(true);
    expect([await scene.inside.isIn(), await scene.pending.isIn()]).to.deep.equal([false, false]);
  });

  it("is frozen, guards and sign-ins answer 503 in time, and go on where they were when it wakes", async () => {
    const { app, server } = current();
    const scene = await setScene(app);

    server.freeze();

    await expectFailsClosed(scene, REDIS_BOUND_MS);
    await expectOpenAnswers(scene, REDIS_BOUND_MS);
    server.resume();
    expect(await worksWithin(5, () => signsIn(app, scene.outside))).to.equal(true);
    expect([await scene.inside.isIn(), await scene.pending.isIn()]).to.deep.equal([true, false]);
  });

  it("is full, nobody signs in and no cookie is set, and those who are in stay in", async () => {
    const { app, client } = current();
    const scene = await setScene(app);
    await client.configSet({ maxmemory: "1", "maxmemory-policy": "noeviction" });

    const staysIn = await scene.inside.isIn();
    const attempts = [
      await timed(scene.outside.login()),
      await timed(scene.pending.verify()),
      await timed(scene.inside.verify(scene.inside.code(30))),
    ];

    expect(staysIn).to.equal(true);
    for (const attempt of attempts) expectUnavailable(attempt, REDIS_BOUND_MS);
    expect([await scene.outside.isIn(), await scene.pending.isIn()]).to.deep.equal([false, false]);
    // The step-up has failed, and nobody is signed out by it.
    expect(await scene.inside.isIn()).to.equal(true);
    await expectOpenAnswers(scene, REDIS_BOUND_MS);
    await client.configSet("maxmemory", "0");
    expect(await worksWithin(5, () => signsIn(app, scene.outside))).to.equal(true);
  });

  it("is emptied, sessions end, and used codes and running waits stay what they are", async () => {
    const { app, client } = current();
    const locked = await enrolledPerson(app);
    // After the last journey in time: the used code must still be one that would be right.
    const used = await signedInPerson(app);
    const totp = used.code();
    const [backupCode] = used.backupCodes;
    const other = used.elsewhere();
    await other.login();
    expect((await other.api("verify/backup", { code: backupCode })).status).to.equal(200);
    await locked.login();
    for (let guess = 0; guess < 5; guess += 1) await locked.verify(locked.wrongCode());

    await client.flushAll();

    expect([await used.isIn(), await other.isIn()]).to.deep.equal([false, false]);
    const again = used.elsewhere();
    await again.login();
    await locked.login();
    const answers = [await again.verify(totp), await again.api("verify/backup", { code: backupCode })];
    expect(answers.map(({ status, body }): unknown[] => [status, body.code])).to.deep.equal([
      [401, "ERR-MFA-INVALID"],
      [401, "ERR-MFA-INVALID"],
    ]);
    expect(await again.isIn()).to.equal(false);
    const waiting = await locked.verify(locked.code());
    expect([waiting.status, waiting.body.code]).to.deep.equal([429, "ERR-MFA-RATE-LIMITED"]);
    expect(await worksWithin(5, () => signsIn(app, used))).to.equal(true);
  });
});

describe("When PostgreSQL", function () {
  this.timeout(30_000);
  this.slow(10_000);
  let database: TestDatabase | undefined;
  let proxy: TcpProxy | undefined;
  let through: ReturnType<typeof connectDatabase> | undefined;
  let app: TestApp | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    const url = new URL(database.url ?? expect.fail("no address"));
    proxy = await startTcpProxy({ targetPort: Number(url.port || "5432"), targetHost: url.hostname });
    through = connectDatabase({ url: Object.assign(url, { hostname: "127.0.0.1", port: String(proxy.port) }).href });
    app = await startApp({ express, sallyport: { sequelize: through.sequelize } });
  });
  afterEach(() => proxy?.heal());
  after(async () => {
    await app?.close();
    await through?.close();
    await proxy?.stop();
    await database?.close();
  });

  const current = (): { app: TestApp; proxy: TcpProxy } =>
    app && proxy ? { app, proxy } : expect.fail("only inside tests");

  for (const fault of ["cut", "freeze"] as const)
    it(`is gone (${fault}), sign-ins and guards answer 503 in time, and work again when it is back`, async () => {
      const { app, proxy } = current();
      const scene = await setScene(app);
      // A session with a second-factor proof decides by itself; this one has to be looked up.
      const unproved = openBrowser(app);
      await unproved.login();
      expect(await unproved.isIn()).to.equal(true);

      await proxy[fault]();

      expectUnavailable(await timed(scene.outside.login()), DATABASE_BOUND_MS);
      expectUnavailable(await timed(scene.pending.verify()), DATABASE_BOUND_MS);
      expectUnavailable(await timed(unproved.get("/protected")), DATABASE_BOUND_MS);
      await expectOpenAnswers(scene, DATABASE_BOUND_MS);
      expect([await scene.outside.isIn(), await scene.pending.isIn()]).to.deep.equal([false, false]);
      await proxy.heal();
      expect(await worksWithin(5, () => signsIn(app, scene.outside))).to.equal(true);
    });
});
