import { expect } from "chai";
import express from "express";
import { connectRedis } from "@sallyport/redis";
import type { RedisClientType } from "redis";
import { mfaErrors, rateLimitMfa } from "sallyport";
import { statusesOf } from "../../support/addresses.ts";
import { startApp, type TestApp } from "../../support/app.ts";
import { enrolledPerson, openBrowser } from "../../support/browser.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { expectUnavailable, timed } from "../../support/outage.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { worksWithin } from "../../support/until.ts";

const BOUND_MS = 1500;
const RULE = { limit: 3, windowSeconds: 60, key: "address" } as const;

const breaks = {
  killed: (server: PrivateRedis) => server.kill(),
  frozen: async (server: PrivateRedis) => {
    server.freeze();
  },
} as const;

describe("When the counters can't be reached", function () {
  this.timeout(30_000);
  let server: PrivateRedis | undefined;
  let client: RedisClientType | undefined;
  let app: TestApp | undefined;

  beforeEach(async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    server = requireServer(this, "redis-server", await startRedis());
    client = await connectRedis({ url: server.url });
    const closed = rateLimitMfa({ ...RULE, name: "closed" });
    const local = rateLimitMfa({ ...RULE, name: "local", onStoreError: "local" });
    app = await startApp({
      express,
      sallyport: { sequelize, redis: client },
      routes: (routes) => {
        for (const [path, limiter] of Object.entries({ closed, local }))
          routes.get(`/${path}`, limiter, (_req, res) => {
            res.json({});
          });
        routes.get("/guess", rateLimitMfa(), (req, res, next) => {
          req.mfa.verify({ method: "totp", code: "000000" }).then((answer) => res.json(answer), next);
        });
        routes.use(mfaErrors());
      },
    });
  });
  afterEach(async () => {
    server?.resume();
    await app?.close();
    client?.destroy();
    await server?.stop();
  });

  const current = (): { app: TestApp; server: PrivateRedis } =>
    app && server ? { app, server } : expect.fail("only inside tests");

  for (const how of ["killed", "frozen"] as const) {
    it(`a route is closed, and a guess is not looked at (${how})`, async () => {
      const { app, server } = current();
      const browser = await enrolledPerson(app);
      await browser.login();
      await breaks[how](server);

      const answers = [await timed(openBrowser(app).get("/closed")), await timed(openBrowser(app).get("/guess"))];

      for (const answer of answers) expectUnavailable(answer, BOUND_MS);
      expect(app.events.some(({ type }) => type === "mfa_challenge_failed")).to.equal(false);
    });

    it(`a route with a local floor counts in this process, and not without end (${how})`, async () => {
      const { app, server } = current();
      await breaks[how](server);

      const statuses = await statusesOf(5, () => openBrowser(app).get("/local"));

      expect(statuses).to.deep.equal([200, 200, 200, 429, 429]);
    });
  }

  it("they count again within five seconds of the repair", async () => {
    const { app, server } = current();
    await server.kill();
    await openBrowser(app).get("/closed");

    await server.restart();

    const isBack = async (): Promise<boolean> => (await openBrowser(app).get("/closed")).status === 200;
    expect(await worksWithin(5, isBack)).to.equal(true);
  });
});
