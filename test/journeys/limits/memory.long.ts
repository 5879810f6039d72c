import { connectRedis } from "@sallyport/redis";
import { expect } from "chai";
import express from "express";
import { randomBytes } from "node:crypto";
import type { RedisClientType } from "redis";
import { rateLimitMfa } from "sallyport";
import { startApp, type TestApp } from "../../support/app.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";

const IDENTIFIERS = 100_000;
const AT_ONCE = 25;

describe("A flood of made-up identifiers", function () {
  // A hundred thousand requests, on a machine that may have other things to do.
  this.timeout(600_000);
  this.slow(300_000);
  let server: PrivateRedis | undefined;
  let client: RedisClientType | undefined;
  let app: TestApp | undefined;

  before(async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    server = requireServer(this, "redis-server", await startRedis());
    client = await connectRedis({ url: server.url });
    app = await startApp({ express, sallyport: { sequelize, redis: client }, middlewares: [rateLimitMfa()] });
  });
  after(async () => {
    await app?.close();
    client?.destroy();
    await server?.stop();
  });

  it("leaves a handful of counters, each of which expires", async () => {
    const [{ url }, redis] = [app ?? expect.fail("no app"), client ?? expect.fail("no client")];
    const statuses = new Set<number>();
    for (let sent = 0; sent < IDENTIFIERS; sent += AT_ONCE)
      for (const status of await Promise.all(Array.from({ length: AT_ONCE }, () => guess(url)))) statuses.add(status);

    const keys = await redis.keys("*");

    const lives = await Promise.all(keys.map((key) => redis.pTTL(key)));
    // A machine that is too busy for the deadline refuses as well.
    expect([401, 429, 503]).to.include.members([...statuses]);
    expect(keys.length).to.be.within(1, 5);
    expect(lives.every((life) => life > 0 && life <= 4_000_000)).to.equal(true);
  });
});

/** A second step with a token that nobody was given. */
async function guess(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/mfa/verify`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ method: "totp", code: "000000", challengeToken: randomBytes(32).toString("base64url") }),
  });
  await answer.arrayBuffer();
  return answer.status;
}
