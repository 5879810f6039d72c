import { expect } from "chai";
import { createHash } from "node:crypto";
import express from "express";
import { createClient, type RedisClientType } from "redis";
import { QueryTypes, type Sequelize } from "sequelize";
import { startApp, type TestApp } from "../../support/app.ts";
import { signedInPerson } from "../../support/browser.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { adminOf } from "../policy/acting.ts";
import { openLink, reset, tokenMailedTo } from "./lost.ts";

describe("The token of an enrollment link", function () {
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
    app = await startApp({ express, sallyport: { sequelize, redis, logger: { info: log, warn: log, error: log } } });
  });
  after(async () => {
    await app.close();
    redis.destroy();
    await server.stop();
  });

  /** Every table, every key, every event, every line of the log. */
  async function dump(): Promise<string> {
    const select = (sql: string): Promise<object[]> => sequelize.query(sql, { type: QueryTypes.SELECT });
    const tables = (await select("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) as {
      tablename: string;
    }[];
    expect(tables.map(({ tablename }) => tablename)).to.include.members(["mfa_outbox", "mfa_recoveries"]);
    const rows = [];
    for (const { tablename } of tables)
      rows.push(await select(`SELECT row_to_json(each)::text AS value FROM "${tablename}" AS each`));
    const keys = await redis.keys("*");
    const values = await Promise.all(
      keys.map(async (key) =>
        (await redis.type(key)) === "hash" ? redis.hGetAll(key) : redis.get(key).catch(() => ""),
      ),
    );
    return JSON.stringify([rows, keys, values, app.events, logged]);
  }

  it("is nowhere but in the mail: no table, no key, no event and no log has it, nor its digest", async () => {
    const lost = await signedInPerson(app);
    await reset(await adminOf(app), lost.person).expect(200);
    const waiting = await dump();
    const token = await tokenMailedTo(app, lost.person);
    const sent = await dump();
    await lost.login();
    await openLink(lost, token).expect(200);
    const used = await dump();

    const digests = (["hex", "base64", "base64url"] as const).map((as) =>
      createHash("sha256").update(token).digest(as),
    );
    expect(waiting).to.include("enrollment_link");
    for (const secret of [token, Buffer.from(token).toString("base64"), ...digests])
      expect(waiting + sent + used).not.to.include(secret);
    expect(used).to.include(lost.person.id);
  });
});
