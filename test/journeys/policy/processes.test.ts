import { expect } from "chai";
import express from "express";
import { createClient, type RedisClientType } from "redis";
import request from "supertest";
import { startApp, type TestApp } from "../../support/app.ts";
import { openBrowser } from "../../support/browser.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { redisUrl } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { worksWithin } from "../../support/until.ts";
import { adminOf, putRule } from "./acting.ts";

describe("A rule that is set in one process", function () {
  this.timeout(30_000);
  let database: TestDatabase | undefined;
  let redis: RedisClientType | undefined;
  let apps: readonly TestApp[] = [];

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    redis = createClient({ url: requireServer(this, "Redis", await redisUrl()) });
    await redis.connect();
    const stores = { sequelize: database.sequelize, redis };
    const here = await startApp({ express, sallyport: stores });
    apps = [here, await startApp({ express, sallyport: { ...stores, users: here.users } })];
  });
  after(async () => {
    for (const app of apps) await app.close();
    redis?.destroy();
    await database?.close();
  });

  it("holds in the others within a second, for sessions that are under way, and no longer once it is removed", async () => {
    const [here, there] = [apps[0]!, apps[1]!];
    const admin = await adminOf(here);
    const clerk = openBrowser(here, here.users.add({ roles: ["clerk"] }));
    await clerk.login();
    const statusThere = async (): Promise<number> =>
      (await request(there.server).get("/protected").set("Cookie", clerk.cookie())).status;
    const before = await statusThere();

    await putRule(admin, "role:clerk", { mfa: "required", graceDays: 0 }).expect(200);
    const isShut = await worksWithin(1, async () => (await statusThere()) === 403);
    await admin.delete("/api/v1/security/policies/role%3Aclerk").expect(200);
    const isOpen = await worksWithin(1, async () => (await statusThere()) === 200);

    expect([before, isShut, isOpen]).to.deep.equal([200, true, true]);
  });
});
