import express from "express";
import { createClient, type RedisClientType } from "redis";
import { trustedDevice, type SallyportOptions } from "sallyport";
import { QueryTypes, type Sequelize } from "sequelize";
import { startApp, type TestApp } from "../../support/app.ts";
import { postgresDatabase } from "../../support/databases.ts";
import { startRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { PRIVATE } from "./settings.ts";

/** An app on stores of its own, all of which can be looked through. */
export interface WholeApp {
  readonly app: TestApp;
  readonly sequelize: Sequelize;
  readonly redisUrl: string;
  readonly databaseUrl: string;
  readonly redis: RedisClientType;
  /** Where any of these texts stands: `table.column` or the Redis key, each once. */
  placesOf(texts: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Opens it on PostgreSQL and Redis. Call it from a `before` hook. */
export async function openWholeApp(
  context: Mocha.Context,
  sallyport: Partial<SallyportOptions> = {},
): Promise<WholeApp> {
  const database = requireServer(context, "PostgreSQL", await postgresDatabase());
  const server = requireServer(context, "redis-server", await startRedis());
  const { sequelize, url: databaseUrl = "" } = database;
  const redis: RedisClientType = createClient({ url: server.url });
  await redis.connect();
  const app = await startApp({
    express,
    sallyport: { ...PRIVATE, sequelize, redis, ...sallyport },
    middlewares: [trustedDevice()],
    before: (server) => {
      server.set("trust proxy", true);
    },
  });
  return {
    ...{ app, sequelize, redis, redisUrl: server.url, databaseUrl },
    placesOf: async (texts) => [...(await columnsWith(sequelize, texts)), ...(await keysWith(redis, texts))],
    close: async () => {
      await app.close();
      redis.destroy();
      await server.stop();
      await database.close();
    },
  };
}

async function columnsWith(sequelize: Sequelize, texts: readonly string[]): Promise<readonly string[]> {
  const columns = await sequelize.query<{ table: string; column: string }>(
    `SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'`,
    { type: QueryTypes.SELECT },
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await sequelize.query(
      `SELECT 1 FROM "${table}" AS each WHERE EXISTS (SELECT FROM unnest($1::text[]) AS wanted WHERE strpos(lower("${column}"::text), lower(wanted)) > 0) LIMIT 1`,
      { bind: [texts], type: QueryTypes.SELECT },
    );
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}

async function keysWith(redis: RedisClientType, texts: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const keys of redis.scanIterator())
    for (const key of keys) {
      const value = (await redis.type(key)) === "hash" ? await redis.hGetAll(key) : await redis.dump(key);
      const all = `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`.toLowerCase();
      if (texts.some((text) => all.includes(text.toLowerCase()))) found.push(key);
    }
  return found;
}
