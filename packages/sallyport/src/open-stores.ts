import {
  createMemoryChallengeStore,
  createMemoryCounterStore,
  createMemorySessionIndex,
  createMemorySessionSignals,
  systemClock,
  type Clock,
  type Logger,
  type SessionPayloads,
  type Stores,
} from "@sallyport/core";
import { createMemoryPayloadStore, type PayloadStore } from "@sallyport/express";
import {
  checkRedis,
  requireRedisCommands,
  connectRedis,
  createRedisChallengeStore,
  createRedisCounterStore,
  createRedisSessionIndex,
  createRedisSessionSignals,
  createRedisSessionStore,
} from "@sallyport/redis";
import {
  connectDatabase,
  createAuditArchive,
  createDurableStores,
  migrate,
  migrateServer,
  openEmbedded,
} from "@sallyport/sequelize";
import type { Sequelize } from "sequelize";
import type { AllOptions } from "./merge-environment.ts";

/** The stores of one suite, and how to close those that were opened here. */
export interface OpenStores extends Stores {
  readonly sessionStore: PayloadStore;
  close(): Promise<void>;
}

/** Opens what the options name: given clients as they are, addresses as clients of our own, nothing as embedded stores. */
export async function openStores(
  options: Partial<AllOptions>,
  { logger, clock = systemClock }: { logger: Logger; clock: Clock | undefined },
): Promise<OpenStores> {
  const database = await openDatabase(options);
  try {
    if (options.migrate ?? true) await bringUpToDate(options, database.sequelize);
    const expiring = await openExpiring(options, { logger, clock });
    return {
      durable: createDurableStores({ sequelize: database.sequelize, clock }),
      archive: createAuditArchive({ sequelize: database.sequelize, clock }),
      ...expiring,
      payloads: payloadsOf(expiring.sessionStore),
      close: async () => {
        await Promise.all([expiring.close(), database.close()]);
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A server of ours is migrated on connections that have time; what was handed in, and the embedded one, as they are. */
async function bringUpToDate({ databaseUrl }: Partial<AllOptions>, sequelize: Sequelize): Promise<void> {
  if (databaseUrl === undefined) await migrate(sequelize);
  else await migrateServer({ url: databaseUrl });
}

async function nothing(): Promise<void> {
  // What was handed in stays open.
}

async function openDatabase({ sequelize, databaseUrl, dataDir }: Partial<AllOptions>): ReturnType<typeof openEmbedded> {
  if (sequelize) return { sequelize, close: nothing };
  return databaseUrl === undefined
    ? openEmbedded({ dataDir: dataDir ?? DEFAULT_DATA_DIR })
    : connectDatabase({ url: databaseUrl });
}

/** Where the embedded database lives, from where the app is started. */
export const DEFAULT_DATA_DIR = "./.sallyport";

/** The payloads of ended sessions go with them. */
function payloadsOf(store: PayloadStore): SessionPayloads {
  const remove = (key: string): Promise<void> =>
    new Promise((resolve, reject) => {
      store.destroy(key, (error?: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error("the session store failed", { cause: error }));
        else resolve();
      });
    });
  return {
    remove: async (keys) => {
      await Promise.all(keys.map(remove));
    },
  };
}

type Expiring = Pick<OpenStores, "challenges" | "counters" | "sessionIndex" | "signals" | "sessionStore" | "close">;

async function openExpiring(
  options: Partial<AllOptions>,
  { logger, clock }: { logger: Logger; clock: Clock },
): Promise<Expiring> {
  const { redis, redisUrl, redisDatabase } = options;
  if (redis === undefined && redisUrl === undefined) {
    if (process.env["NODE_ENV"] === "production")
      logger.warn("no REDIS_URL is set: sessions live in this one process and end with it");
    return {
      challenges: createMemoryChallengeStore({ clock }),
      counters: createMemoryCounterStore({ clock }),
      sessionIndex: createMemorySessionIndex({ clock }),
      signals: createMemorySessionSignals(),
      sessionStore: createMemoryPayloadStore(),
      close: nothing,
    };
  }
  const own =
    redis === undefined && redisUrl !== undefined
      ? await connectRedis({ url: withDatabase(redisUrl, redisDatabase), onError: reportRedis(logger) })
      : undefined;
  const client = redis ?? own;
  if (!client) throw new TypeError("unreachable: neither a client nor an address");
  try {
    await requireRedisCommands(client);
  } catch (error) {
    own?.destroy();
    throw error;
  }
  for (const warning of await checkRedis(client)) logger.warn(warning);
  const signals = createRedisSessionSignals({ client });
  return {
    challenges: createRedisChallengeStore({ client }),
    counters: createRedisCounterStore({ client, clock }),
    sessionIndex: createRedisSessionIndex({ client, clock }),
    signals,
    sessionStore: createRedisSessionStore({ client, clock }),
    close: async () => {
      await signals.close();
      await own?.close();
    },
  };
}

function reportRedis(logger: Logger): (error: unknown) => void {
  return (error) => {
    logger.warn("redis", { error: String(error) });
  };
}

function withDatabase(url: string, database: number | undefined): string {
  if (database === undefined) return url;
  const parsed = new URL(url);
  parsed.pathname = `/${String(database)}`;
  return parsed.href;
}
