import { expect } from "chai";
import express from "express";
import { createClient, type RedisClientType } from "redis";
import request from "supertest";
import { startApp, type TestApp } from "../../support/app.ts";
import { openBrowser } from "../../support/browser.ts";
import { embeddedDatabase, postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { redisUrl, startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { worksWithin } from "../../support/until.ts";
import { adminOf, forgetRules, putRule, setRule } from "./acting.ts";

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

describe("A rule that is set while Redis is away", function () {
  this.timeout(30_000);
  let server: PrivateRedis | undefined;
  let redis: RedisClientType | undefined;
  let app: TestApp | undefined;

  before(async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    server = requireServer(this, "redis-server", await startRedis());
    redis = createClient({ url: server.url });
    redis.on("error", () => undefined);
    await redis.connect();
    app = await startApp({ express, sallyport: { sequelize, redis } });
  });
  after(async () => {
    await app?.close();
    redis?.destroy();
    await server?.stop();
  });

  it("holds at once in the process that has set it: it has nobody to tell", async () => {
    const { mfa, users } = app ?? expect.fail("only inside tests");
    const clerk = users.add({ roles: ["lonely-clerk"] });
    const before = await mfa.policy.get(clerk);
    await server?.kill();

    await setRule(app!, { role: "lonely-clerk", mfa: "required" });
    const after = await mfa.policy.get(clerk);
    await forgetRules(app!, ["lonely-clerk"]);

    expect([before.mfa, after.mfa]).to.deep.equal(["optional", "required"]);
  });
});
