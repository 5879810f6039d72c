import { connectRedis } from "@sallyport/redis";
import { expect } from "chai";
import express from "express";
import { setTimeout as sleep } from "node:timers/promises";
import type { RedisClientType } from "redis";
import { startApp, type TestApp } from "../../support/app.ts";
import { enrolledPerson } from "../../support/browser.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";
import { worksWithin } from "../../support/until.ts";

const ROUNDS = 100;

/** What a second step came to when Redis went away in the middle of it. */
interface Outcome {
  readonly status: number;
  readonly hasCookie: boolean;
  readonly isIn: boolean;
  readonly isListed: boolean;
}

describe("When Redis goes away in the middle of a second step,", function () {
  this.timeout(180_000);
  this.slow(120_000);
  let server: PrivateRedis | undefined;
  let proxy: TcpProxy | undefined;
  let client: RedisClientType | undefined;
  let app: TestApp | undefined;

  before(async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    server = requireServer(this, "redis-server", await startRedis());
    proxy = await startTcpProxy({ targetPort: server.port });
    client = await connectRedis({ url: `redis://127.0.0.1:${String(proxy.port)}` });
    app = await startApp({ express, sallyport: { sequelize, redis: client } });
  });
  after(async () => {
    await app?.close();
    client?.destroy();
    await proxy?.stop();
    await server?.stop();
  });

  async function interrupted(afterMs: number): Promise<Outcome> {
    if (!app || !proxy || !client) return expect.fail("only inside tests");
    const [running, network, connection] = [app, proxy, client];
    const person = await enrolledPerson(running);
    await running.mfa.sessions.endAll(person.person.id);
    await person.login();

    const verifying = person.verify().then((answer) => answer);
    await sleep(afterMs);
    await network.cut();
    const answer = await verifying;
    await network.heal();

    expect(await worksWithin(5, async () => (await connection.ping()) === "PONG")).to.equal(true);
    const listed = await running.mfa.sessions.list(person.person.id);
    return {
      status: answer.status,
      hasCookie: "set-cookie" in answer.headers,
      isIn: await person.isIn(),
      isListed: listed.length > 0,
    };
  }

  it("the answer says what is: in, with a session that is stored, or not in, and without a cookie", async () => {
    const outcomes: Outcome[] = [];
    for (let round = 0; round < ROUNDS; round += 1) outcomes.push(await interrupted((round % 50) * 0.5));

    const granted = outcomes.filter(({ status }) => status === 200);
    const refused = outcomes.filter(({ status }) => status !== 200);
    expect(granted.filter(({ isIn }) => !isIn)).to.deep.equal([]);
    expect(refused.filter(({ isIn, hasCookie }) => isIn || hasCookie)).to.deep.equal([]);
    expect(new Set(refused.map(({ status }) => status))).to.satisfy((each: Set<number>) => each.size <= 1);
    // Both kinds have to occur, or the cut came at the wrong time.
    expect(Math.min(granted.length, refused.length)).to.be.greaterThan(0);
  });
});
