import { askRedis } from "./ask-redis.ts";
import { startRedisProcess, type PrivateRedis } from "./redis-process.ts";

export type { PrivateRedis } from "./redis-process.ts";

const SERVER = process.env["TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379";

/** The Redis of this machine; undefined where there is none. Tests keep to key prefixes of their own. */
export async function redisUrl(): Promise<string | undefined> {
  const answer = await askRedis(SERVER, ["PING"]).catch(() => undefined);
  return answer === "PONG" ? SERVER : undefined;
}

/** Starts a Redis of our own on a free port; undefined where the program is missing. */
export function startRedis(args: readonly string[] = []): Promise<PrivateRedis | undefined> {
  return startRedisProcess({ args });
}
