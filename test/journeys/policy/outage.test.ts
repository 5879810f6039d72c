import { connectDatabase } from "@sallyport/sequelize";
import { expect } from "chai";
import express from "express";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type RedisClientType } from "redis";
import request from "supertest";
import { startApp, type TestApp } from "../../support/app.ts";
import { signedInPerson, type Browser } from "../../support/browser.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { expectUnavailable, timed } from "../../support/outage.ts";
import { redisUrl } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";
import { worksWithin } from "../../support/until.ts";
import { setRule } from "./acting.ts";

const BOUND_MS = 2000;

/** As long as a signal takes at most. */
const SIGNAL_MS = 500;

describe("While the database is away", function () {
  this.timeout(30_000);
  this.slow(10_000);
  let database: TestDatabase | undefined;
  let redis: RedisClientType | undefined;
  let proxy: TcpProxy | undefined;
  let through: ReturnType<typeof connectDatabase> | undefined;
  let apps: readonly TestApp[] = [];

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    redis = createClient({ url: requireServer(this, "Redis", await redisUrl()) });
    await redis.connect();
    const url = new URL(database.url ?? expect.fail("no address"));
    proxy = await startTcpProxy({ targetPort: Number(url.port || "5432"), targetHost: url.hostname });
    through = connectDatabase({ url: Object.assign(url, { hostname: "127.0.0.1", port: String(proxy.port) }).href });
    const cut = { sequelize: through.sequelize, redis };
    const known = await startApp({ express, sallyport: cut });
    const { users, clock } = known;
    const unknown = await startApp({ express, sallyport: { ...cut, users, clock } });
    const elsewhere = await startApp({ express, sallyport: { sequelize: database.sequelize, redis, users, clock } });
    apps = [known, unknown, elsewhere];
  });
  afterEach(() => proxy?.heal());
  after(async () => {
    await proxy?.heal();
    for (const app of apps) await app.close();
    redis?.destroy();
    await through?.close();
    await proxy?.stop();
    await database?.close();
  });

  async function officer(app: TestApp): Promise<Browser> {
    const browser = await signedInPerson(app, { roles: ["officer"] });
    expect(await browser.isIn()).to.equal(true);
    return browser;
  }

  it("the rules that a process knows hold on, also where it hears that they have changed", async () => {
    const [known, elsewhere] = [apps[0]!, apps[2]!];
    await setRule(known, { role: "officer", mfa: "required", graceDays: 0, methods: ["totp"] });
    const inside = await officer(known);
    const pending = inside.elsewhere();
    known.clock.travel(60);
    await pending.login();

    await proxy?.cut();
    await setRule(elsewhere, { role: "officer", mfa: "off" });
    await sleep(SIGNAL_MS);
    const answers = [await timed(inside.get("/protected")), await timed(inside.get("/totp-only"))];
    const refused = await timed(pending.verify());
    const isPendingIn = await pending.isIn();
    await proxy?.heal();

    expect(answers.map(({ answer }) => answer.status)).to.deep.equal([200, 200]);
    expectUnavailable(refused, BOUND_MS);
    expect(isPendingIn).to.equal(false);
  });

  it("a process that has not read them yet lets nobody pass, and everybody once it has", async () => {
    const [known, unknown] = [apps[0]!, apps[1]!];
    const inside = await officer(known);
    const there = (): request.Test => request(unknown.server).get("/protected").set("Cookie", inside.cookie());
    await proxy?.cut();

    const answer = await timed(there());
    await proxy?.heal();

    expectUnavailable(answer, BOUND_MS);
    expect(await worksWithin(5, async () => (await there()).status === 200)).to.equal(true);
  });
});
