import express from "express";
import { createClient, type RedisClientType } from "redis";
import { QueryTypes, type Sequelize } from "sequelize";
import type { SallyportOptions } from "sallyport";
import { startApp, type TestApp } from "./app.ts";
import { embeddedDatabase } from "./databases.ts";
import { startRedis } from "./redis-servers.ts";
import { requireServer } from "./require-server.ts";

/** An app, and whatever a thief of all its stores and logs would hold. */
export interface StolenStores {
  readonly app: TestApp;
  readonly sequelize: Sequelize;
  readonly redis: RedisClientType;
  /** Every row of every table, every key, every event and every line of the log, as one text. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

/** Opens it on a Redis of its own, so that all there is in it is the app's. Call it from a `before` hook. */
export async function openStolenStores(
  context: Mocha.Context,
  sallyport: Partial<SallyportOptions> = {},
): Promise<StolenStores> {
  const { sequelize } = requireServer(context, "embedded PostgreSQL", await embeddedDatabase());
  const server = requireServer(context, "redis-server", await startRedis());
  const redis: RedisClientType = createClient({ url: server.url });
  await redis.connect();
  const logged: string[] = [];
  const log = (message: string, fields?: object): void => {
    logged.push(JSON.stringify({ message, ...fields }));
  };
  const logger = { info: log, warn: log, error: log };
  const app = await startApp({ express, sallyport: { ...sallyport, sequelize, redis, logger } });

  const select = <Row extends object>(sql: string): Promise<Row[]> =>
    sequelize.query<Row>(sql, { type: QueryTypes.SELECT });
  return {
    app,
    sequelize,
    redis,
    dump: async () => {
      const tables = await select<{ name: string }>(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
      );
      const rows = await Promise.all(
        tables.map(async ({ name }) => [
          name,
          await select(`SELECT row_to_json(each)::text AS value FROM "${name}" AS each`),
        ]),
      );
      const keys = await redis.keys("*");
      const values = await Promise.all(
        keys.map(async (key) => ((await redis.type(key)) === "hash" ? redis.hGetAll(key) : redis.get(key))),
      );
      return JSON.stringify([rows, keys, values, app.events, logged]);
    },
    close: async () => {
      await app.close();
      redis.destroy();
      await server.stop();
    },
  };
}
