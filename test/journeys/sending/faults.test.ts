import { connectRedis } from "@sallyport/redis";
import { expect } from "chai";
import express from "express";
import type { RedisClientType } from "redis";
import { startApp, type TestApp } from "../../support/app.ts";
import { closing } from "../../support/closing.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { codesSentTo, SENDING, textedPerson, type Texted } from "../../support/sent-codes.ts";
import { worksWithin } from "../../support/until.ts";

describe("Codes that are asked for while Redis is away", function () {
  this.timeout(30_000);
  this.slow(10_000);
  let server: PrivateRedis;
  let client: RedisClientType;
  let app: TestApp;

  const close = closing(after);

  before(async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    server = requireServer(this, "redis-server", await startRedis());
    close(() => server.stop());
    client = await connectRedis({ url: server.url });
    close(async () => {
      client.destroy();
    });
    app = await startApp({ express, sallyport: { ...SENDING, sequelize, redis: client } });
    close(() => {
      server.resume();
      return app.close();
    });
  });

  /** With a token: no session has to be read before the limits are asked. */
  async function pendingToken(browser: Texted): Promise<string> {
    const { email, password } = browser.person;
    const { body } = await browser.agent.post("/login").send({ email, password, transport: "token" });
    return String(body.challengeToken);
  }

  it("are not sent, and answered with 503; afterwards they are", async () => {
    const browser = await textedPerson(app);
    const challengeToken = await pendingToken(browser);
    const before = (await codesSentTo(app, browser.number)).length;
    server.freeze();

    const refused = await browser.api("challenge", { method: "sms", challengeToken });
    server.resume();
    const asks = async (): Promise<boolean> =>
      (await browser.api("challenge", { method: "sms", challengeToken })).status === 200;
    const works = await worksWithin(5, asks);

    expect([refused.status, refused.body.code]).to.deep.equal([503, "ERR-UNAVAILABLE"]);
    expect(works).to.equal(true);
    expect((await codesSentTo(app, browser.number)).length - before).to.equal(1);
  });
});
