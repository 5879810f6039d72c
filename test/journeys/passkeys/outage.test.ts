import { connectRedis } from "@sallyport/redis";
import { connectDatabase } from "@sallyport/sequelize";
import { expect } from "chai";
import express from "express";
import type { RedisClientType } from "redis";
import { startApp, type TestApp } from "../../support/app.ts";
import { embeddedDatabase, postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { keyedPerson, KEYS, passkeySignIn, type KeyedPerson } from "../../support/keys.ts";
import { expectUnavailable, timed } from "../../support/outage.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";
import { worksWithin } from "../../support/until.ts";
import { CEREMONIES, CEREMONIES_APP, type Ceremony } from "./ceremonies.ts";

/** The promise is a second; the rest is for a machine that is busy. */
const REDIS_BOUND_MS = 1500;
const DATABASE_BOUND_MS = 2000;

interface Scene {
  readonly person: KeyedPerson;
  readonly ceremonies: readonly Ceremony[];
  readonly answers: readonly object[];
}

/** Every ceremony, with its answer ready to be sent. */
async function setScene(app: TestApp): Promise<Scene> {
  const person = await keyedPerson(app);
  const ceremonies: Ceremony[] = [];
  for (const { open } of CEREMONIES.toReversed()) ceremonies.push(await open(app, person));
  return { person, ceremonies, answers: ceremonies.map((ceremony) => ceremony.sign()) };
}

async function expectNobodyGetsIn({ ceremonies, answers }: Scene, boundMs: number): Promise<void> {
  for (const [index, ceremony] of ceremonies.entries())
    expectUnavailable(await timed(ceremony.send(answers[index] ?? {})), boundMs);
}

async function signsIn({ person }: Scene): Promise<boolean> {
  return (await passkeySignIn(person.elsewhere(), person.key)).status === 200;
}

describe("With keys, when Redis", function () {
  this.timeout(30_000);
  this.slow(10_000);
  let server: PrivateRedis | undefined;
  let client: RedisClientType | undefined;
  let app: TestApp | undefined;

  beforeEach(async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    server = requireServer(this, "redis-server", await startRedis());
    client = await connectRedis({ url: server.url });
    app = await startApp({ ...CEREMONIES_APP, express, sallyport: { ...KEYS, sequelize, redis: client } });
  });
  afterEach(async () => {
    server?.resume();
    await app?.close();
    client?.destroy();
    await server?.stop();
  });

  const current = (): { app: TestApp; server: PrivateRedis } =>
    app && server ? { app, server } : expect.fail("only inside tests");

  it("is killed, nobody gets in with one and none is added, and all works again after its restart", async () => {
    const scene = await setScene(current().app);

    await current().server.kill();

    await expectNobodyGetsIn(scene, REDIS_BOUND_MS);
    expectUnavailable(await timed(scene.person.elsewhere().api("passkey/options")), REDIS_BOUND_MS);
    await current().server.restart();
    expect(await worksWithin(5, () => signsIn(scene))).to.equal(true);
  });

  it("is frozen, nobody gets in with one and none is added, and all works again when it wakes", async () => {
    const scene = await setScene(current().app);

    current().server.freeze();

    await expectNobodyGetsIn(scene, REDIS_BOUND_MS);
    current().server.resume();
    expect(await worksWithin(5, () => signsIn(scene))).to.equal(true);
  });
});

describe("With keys, when PostgreSQL", function () {
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
    app = await startApp({ ...CEREMONIES_APP, express, sallyport: { ...KEYS, sequelize: through.sequelize } });
  });
  afterEach(() => proxy?.heal());
  after(async () => {
    await app?.close();
    await through?.close();
    await proxy?.stop();
    await database?.close();
  });

  for (const fault of ["cut", "freeze"] as const)
    it(`is gone (${fault}), nobody gets in with one and none is added, and all works again when it is back`, async () => {
      const scene = await setScene(app ?? expect.fail("only inside tests"));

      await proxy?.[fault]();

      await expectNobodyGetsIn(scene, DATABASE_BOUND_MS);
      await proxy?.heal();
      expect(await worksWithin(5, () => signsIn(scene))).to.equal(true);
      for (const ceremony of scene.ceremonies) expect(await ceremony.isGranted()).to.equal(false);
    });
});
