import { RedisStore } from "connect-redis";
import type { Store } from "express-session";
import type { RedisConnection } from "./connection.ts";

/** Payloads of express-session in Redis: connect-redis, under a prefix of our own (`sallyport:session:`). */
export function createRedisSessionStore({
  client,
  prefix = "sallyport:",
}: {
  readonly client: RedisConnection;
  readonly prefix?: string;
}): Store {
  return new RedisStore({ client, prefix: `${prefix}session:` });
}
