import { expect } from "chai";
import { randomBytes } from "node:crypto";
import express from "express";
import { createClient, type RedisClientType } from "redis";
import type { Sequelize } from "sequelize";
import { sessionCap, type SessionCap } from "sallyport";
import { SECRET, startApp, type TestApp } from "../../support/app.ts";
import { openBrowser, whoIsIn, type Browser } from "../../support/browser.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { redisUrl } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";

const NEW_SECRET = randomBytes(32).toString("base64");

describe("While keys are being changed, sessions", function () {
  this.timeout(30_000);
  let sequelize: Sequelize | undefined;
  let redis: RedisClientType | undefined;
  const apps: TestApp[] = [];

  before(async function () {
    sequelize = (await embeddedDatabase()).sequelize;
    redis = createClient({ url: requireServer(this, "Redis", await redisUrl()) });
    await redis.connect();
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });
  after(() => redis?.destroy());

  async function appWith(secret: string[], cap: SessionCap): Promise<TestApp> {
    if (!sequelize || !redis) return expect.fail("only inside tests");
    const app = await startApp({ express, sallyport: { sequelize, redis, secret }, middlewares: [sessionCap(cap)] });
    apps.push(app);
    return app;
  }

  /** Two sessions from before the change, seen by the app after it. */
  async function signedInBefore(cap: SessionCap): Promise<{ app: TestApp; old: readonly Browser[]; next: Browser }> {
    const before = await appWith([SECRET], cap);
    const first = openBrowser(before);
    const jars = [first, first.elsewhere()];
    for (const jar of jars) {
      await jar.login();
      before.clock.travel(1);
    }
    const app = await appWith([NEW_SECRET, SECRET], cap);
    app.users.add(first.person);
    const old = jars.map((jar) => {
      const moved = openBrowser(app, first.person);
      moved.agent.set("Cookie", jar.cookie());
      return moved;
    });
    return { app, old, next: openBrowser(app, first.person) };
  }

  it("go on, and are listed and ended together with new ones", async () => {
    const { app, old, next } = await signedInBefore({ max: 5 });
    await next.login();
    const listed = await next.sessions();
    const before = await whoIsIn(old);

    const ended = await app.mfa.users.credentialsChanged(next.person.id);

    expect([before, listed.length, ended]).to.deep.equal([[true, true], 3, 3]);
    expect(await whoIsIn([...old, next])).to.deep.equal([false, false, false]);
  });

  it("are ended one by one by their handles", async () => {
    const { old, next } = await signedInBefore({ max: 5 });
    await next.login();
    const [first] = await next.sessions();

    const answer = await next.delete(`/api/v1/sessions/${first?.id ?? ""}`);

    expect(answer.status).to.equal(200);
    expect((await whoIsIn(old)).filter(Boolean)).to.have.lengthOf(1);
  });

  it("from before make room for new ones, the oldest first", async () => {
    const { old, next } = await signedInBefore({ max: 2 });

    await next.login();

    expect(await whoIsIn([...old, next])).to.deep.equal([false, true, true]);
  });

  it("from before count where the cap refuses", async () => {
    const { old, next } = await signedInBefore({ max: 2, whenFull: "reject" });

    const answer = await next.login();

    expect([answer.status, answer.body.code]).to.deep.equal([409, "ERR-SESSION-LIMIT"]);
    expect(await whoIsIn(old)).to.deep.equal([true, true]);
  });
});
