import { askRedis } from "./ask-redis.ts";
import { startRedisProcess, type PrivateRedis } from "./redis-process.ts";

export type { PrivateRedis } from "./redis-process.ts";

const GIVEN = process.env["TEST_REDIS_URL"];
const USUAL = "redis://127.0.0.1:6379";

let shared: Promise<PrivateRedis | undefined> | undefined;

// An open child keeps the process alive. The benchmarks are no tests, and take `startRedis` from here as well.
(globalThis as { readonly after?: Mocha.HookFunction }).after?.(async () => (await shared)?.stop());

/**
 * One Redis for all the suites of this process, which keep to key prefixes and people of their own; undefined where
 * there is none. Runs beside this one have another: they would hear each other's messages, and count into the same
 * limits. Where the program is missing, they share the server of the machine, as they do one that is given.
 */
export async function redisUrl(): Promise<string | undefined> {
  if (GIVEN === undefined) shared ??= startRedis();
  const url = (await shared)?.url ?? GIVEN ?? USUAL;
  const answer = await askRedis(url, ["PING"]).catch(() => undefined);
  return answer === "PONG" ? url : undefined;
}

/** Starts a Redis of our own on a free port; undefined where the program is missing. */
export function startRedis(args: readonly string[] = []): Promise<PrivateRedis | undefined> {
  return startRedisProcess({ args });
}
