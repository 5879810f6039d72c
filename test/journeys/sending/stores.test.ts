import { expect } from "chai";
import { createHash } from "node:crypto";
import express from "express";
import { createClient, type RedisClientType } from "redis";
import { QueryTypes, type Sequelize } from "sequelize";
import { consoleChannel } from "@sallyport/delivery";
import { startApp, type TestApp } from "../../support/app.ts";
import { openBrowser } from "../../support/browser.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { codeSentTo, SENDING, someNumber } from "../../support/sent-codes.ts";

const TABLES = ["mfa_methods", "mfa_deliveries", "mfa_outbox", "mfa_delivery_pauses", "mfa_auth_attempts"];

describe("Stolen stores", function () {
  this.timeout(30_000);
  let sequelize: Sequelize;
  let server: PrivateRedis;
  let redis: RedisClientType;
  let app: TestApp;
  const logged: string[] = [];

  before(async function () {
    ({ sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase()));
    server = requireServer(this, "redis-server", await startRedis());
    redis = createClient({ url: server.url });
    await redis.connect();
    const log = (message: string, fields?: object): void => {
      logged.push(JSON.stringify({ message, ...fields }));
    };
    const logger = { info: log, warn: log, error: log };
    const sms = consoleChannel({ print: false });
    // So that notices lie in the outbox while everything is looked at.
    const email = { name: "down", send: () => Promise.reject(new Error("down")) };
    const channels = { sms, email };
    app = { ...(await startApp({ express, sallyport: { ...SENDING, sequelize, redis, logger, channels } })), sms };
  });
  after(async () => {
    await app.close();
    redis.destroy();
    await server.stop();
  });

  async function dump(): Promise<string> {
    const rows = await Promise.all(
      TABLES.map((table) =>
        sequelize.query(`SELECT row_to_json(each)::text AS value FROM ${table} AS each`, { type: QueryTypes.SELECT }),
      ),
    );
    const keys = await redis.keys("*");
    const values = await Promise.all(
      keys.map(async (key) => ((await redis.type(key)) === "hash" ? redis.hGetAll(key) : redis.get(key))),
    );
    return JSON.stringify([rows, keys, values, app.events, logged]);
  }

  it("show neither a code nor its digest, nor where it went", async () => {
    const browser = openBrowser(app);
    const number = someNumber();
    await browser.login();
    await browser.api("setup/sms", { phoneNumber: number }).expect(200);
    const setupCode = await codeSentTo(app, number);
    const during = await dump();
    await browser.api("verify/sms", { code: setupCode }).expect(200);
    app.clock.travel(31);
    await browser.api("challenge", { method: "sms" }).expect(200);
    const code = await codeSentTo(app, number);

    const everything = during + (await dump());
    const waiting = await sequelize.query("SELECT count(destination)::int AS rows FROM mfa_outbox", {
      type: QueryTypes.SELECT,
    });

    const digest = (text: string, encoding: "hex" | "base64url"): string =>
      createHash("sha256").update(text).digest(encoding);
    for (const secret of [setupCode, code, number]) {
      // In quotes or between other characters: six digits in a row may be part of any time.
      expect(everything).not.to.match(new RegExp(`(?<![0-9])${secret.replace("+", "\\+")}(?![0-9])`));
      expect(everything).not.to.include(digest(secret, "hex")).and.not.to.include(digest(secret, "base64url"));
    }
    expect(everything).not.to.include(browser.person.email);
    expect(waiting).not.to.deep.equal([{ rows: 0 }]);
  });

  it("open no used code again, where Redis comes back as it was before", async () => {
    const browser = openBrowser(app);
    const number = someNumber();
    await browser.login();
    await browser.api("setup/sms", { phoneNumber: number }).expect(200);
    await browser.api("verify/sms", { code: await codeSentTo(app, number) }).expect(200);
    app.clock.travel(31);
    const before = await keysWith("sent-code");
    await browser.api("challenge", { method: "sms" }).expect(200);
    const code = await codeSentTo(app, number);
    const key = (await keysWith("sent-code")).find((each) => !before.includes(each)) ?? expect.fail("no code is kept");
    await redis.copy(key, "kept");

    const first = await browser.api("verify", { method: "sms", code });
    const isThere = await redis.exists(key);
    await redis.copy("kept", key);
    const again = await browser.api("verify", { method: "sms", code });

    expect([first.status, isThere, again.status]).to.deep.equal([200, 0, 401]);
  });

  async function keysWith(text: string): Promise<readonly string[]> {
    const keys = await redis.keys("*challenge*");
    const found = await Promise.all(keys.map(async (key) => ((await redis.hGet(key, "data")) ?? "").includes(text)));
    return keys.filter((_, index) => found[index]);
  }
});
