import { expect } from "chai";
import { connectRedis } from "@sallyport/redis";
import express from "express";
import { setTimeout as sleep } from "node:timers/promises";
import type { RedisClientType } from "redis";
import { trustedDevice } from "sallyport";
import { startApp, type TestApp } from "../../support/app.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { worksWithin } from "../../support/until.ts";
import { eventsOf, isRecognised, trustedPerson } from "./trusting.ts";

describe("While the store of sessions does not answer,", () => {
  let app: TestApp;
  let server: PrivateRedis | undefined;
  let redis: RedisClientType | undefined;

  before(async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    server = requireServer(this, "redis-server", await startRedis());
    redis = await connectRedis({ url: server.url });
    app = await startApp({ express, sallyport: { sequelize, redis }, middlewares: [trustedDevice()] });
  });
  after(async () => {
    await app.close();
    redis?.destroy();
    await server?.stop();
  });

  async function frozen(work: () => Promise<unknown>): Promise<unknown> {
    server?.freeze();
    const outcome = await work().catch((error: unknown) => error);
    // Whatever still waits for an answer gives up before there is one.
    await sleep(1000);
    server?.resume();
    expect(await worksWithin(5, async () => (await app.mfa.health()).status === "ok")).to.equal(true);
    return outcome;
  }

  it("nothing is half compromised: the trust stays, and the admin does it again", async () => {
    const user = await trustedPerson(app);
    const mark = (): Promise<void> =>
      app.mfa.devices.markCompromised(user.person.id, user.trust.id, { by: "support", reason: "stolen" });

    const refused = await frozen(mark);
    const left = await app.mfa.devices.list(user.person.id);
    await mark();

    expect(refused).to.include({ code: "ERR-UNAVAILABLE" });
    expect(left.map(({ id }) => id)).to.deep.equal([user.trust.id]);
    expect(eventsOf(app, user.person.id, "device_compromised")).to.have.lengthOf(1);
    expect([await user.isIn(), await isRecognised(user)]).to.deep.equal([false, false]);
  });

  it("nobody is recognised, and no token is used up", async () => {
    const user = await trustedPerson(app);

    const answer = await frozen(() => user.login().then(({ status }) => status));
    app.clock.travel(31);

    expect(answer).to.equal(503);
    expect(await isRecognised(user)).to.equal(true);
  });
});
