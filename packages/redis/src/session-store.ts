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
  // No EXPIRE for each request: a session ends a fixed time after its sign-in, and its key with it.
  return new RedisStore({ client, prefix: `${prefix}session:`, disableTouch: true });
}
