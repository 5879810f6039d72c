import { connectRedis } from "@sallyport/redis";
import { connectDatabase } from "@sallyport/sequelize";
import { expect } from "chai";
import express from "express";
import type { RedisClientType } from "redis";
import { sessionCap } from "sallyport";
import { startApp, type TestApp } from "../../support/app.ts";
import { enrolledPerson, openBrowser, signedInBrowsers, signedInPerson, whoIsIn } from "../../support/browser.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { expectUnavailable, timed } from "../../support/outage.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";
import { worksWithin } from "../../support/until.ts";

const BOUND_MS = 2000;

describe("When Redis comes back with an older memory,", function () {
  this.timeout(30_000);
  this.slow(10_000);
  let server: PrivateRedis | undefined;
  let client: RedisClientType | undefined;
  let database: TestDatabase | undefined;
  let proxy: TcpProxy | undefined;
  let through: ReturnType<typeof connectDatabase> | undefined;
  let app: TestApp | undefined;

  beforeEach(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    const url = new URL(database.url ?? expect.fail("no address"));
    proxy = await startTcpProxy({ targetPort: Number(url.port || "5432"), targetHost: url.hostname });
    through = connectDatabase({ url: Object.assign(url, { hostname: "127.0.0.1", port: String(proxy.port) }).href });
    server = requireServer(this, "redis-server", await startRedis(["--save", "3600", "1000000"]));
    client = await connectRedis({ url: server.url });
    const options = { sequelize: through.sequelize, redis: client };
    app = await startApp({ express, sallyport: options, middlewares: [sessionCap({ max: 3 })] });
  });
  afterEach(async () => {
    await app?.close();
    client?.destroy();
    await server?.stop();
    await through?.close();
    await proxy?.stop();
    await database?.close();
  });

  const current = (): { app: TestApp; proxy: TcpProxy } =>
    app && proxy ? { app, proxy } : expect.fail("only inside tests");

  /** Keeps what Redis knows now, lets something happen, and takes Redis back to before it. */
  async function forgetting(happen: () => Promise<unknown>): Promise<void> {
    await client?.sendCommand(["SAVE"]);
    await happen();
    await server?.kill();
    await server?.restart();
    expect(await worksWithin(5, async () => (await client?.ping()) === "PONG")).to.equal(true);
  }

  it("a session that was ended stays ended, and the others go on", async () => {
    const { app } = current();
    const [mine, ended] = await signedInBrowsers(app, 2);
    const id = (await mine?.sessions())?.find((each) => !each.current)?.id ?? "";

    await forgetting(async () => mine?.delete(`/api/v1/sessions/${id}`));

    const answers = [];
    for (let replay = 0; replay < 100; replay += 1) answers.push((await ended?.get("/protected"))?.status);
    expect(answers).to.deep.equal(Array.from({ length: 100 }, () => 401));
    expect(await mine?.isIn()).to.equal(true);
    expect(await mine?.sessions()).to.have.lengthOf(1);
  });

  it("sessions that a cap, a changed password or a sign-out ended stay ended as well", async () => {
    const { app } = current();
    const evicted = await signedInBrowsers(app, 3);
    const changed = await signedInBrowsers(app, 1);
    const left = await signedInBrowsers(app, 1);

    await forgetting(async () => {
      await evicted[0]?.elsewhere().login();
      await app.mfa.users.credentialsChanged(changed[0]?.person.id ?? "");
      await left[0]?.post("/logout");
    });

    expect(await whoIsIn([...evicted, ...changed, ...left])).to.deep.equal([false, true, true, false, false]);
  });

  it("a sign-in that was under way when all sessions were ended can't finish", async () => {
    const { app } = current();
    const inside = await signedInPerson(app);
    const pending = inside.elsewhere();
    app.clock.travel(30);
    await pending.login();

    await forgetting(() => app.mfa.sessions.endAll(inside.person.id));

    const answer = await pending.verify();
    expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-CHALLENGE-INVALID"]);
    expect(await whoIsIn([inside, pending])).to.deep.equal([false, false]);
  });

  it("nobody gets in before the history could be asked", async () => {
    const { app, proxy } = current();
    const [mine] = await signedInBrowsers(app, 1);
    const outside = await enrolledPerson(app);

    await forgetting(() => proxy.cut());

    expectUnavailable(await timed(mine?.get("/protected") ?? expect.fail("no browser")), BOUND_MS);
    expectUnavailable(await timed(outside.login()), BOUND_MS);
    await proxy.heal();
    expect(await worksWithin(5, async () => mine?.isIn() ?? false)).to.equal(true);
  });

  it("new people sign in without further ado", async () => {
    const { app } = current();
    await forgetting(() => Promise.resolve());
    const browser = openBrowser(app);

    await browser.login();

    expect(await browser.isIn()).to.equal(true);
  });
});
