import { SallyportConfigError } from "@sallyport/core";
import type { RedisConnection } from "./connection.ts";

/** A client that can be asked about its server; a cluster or a sentinel can't, in one call. */
interface Inspectable {
  configGet(parameters: string[]): Promise<Record<string, string>>;
}

/** What of the server's settings endangers sessions, with what it means and what to set instead. */
const DANGERS: readonly (readonly [parameter: string, isBad: (settings: Settings) => boolean, warning: string])[] = [
  [
    "maxmemory-policy",
    (settings) => (settings["maxmemory-policy"] ?? "noeviction") !== "noeviction",
    "redis may evict keys: set maxmemory-policy to noeviction, or people are signed out at random",
  ],
  [
    "appendonly",
    (settings) => settings["appendonly"] === "no" && (settings["save"] ?? "") === "",
    "redis keeps nothing on disk: set appendonly to yes, or a restart signs everybody out",
  ],
];

type Settings = Readonly<Record<string, string>>;

/**
 * What of the server's settings endangers sessions, as sentences for the log. Nothing where the server may not be asked
 * (managed services forbid CONFIG).
 */
export async function checkRedis(client: unknown): Promise<readonly string[]> {
  if (!isInspectable(client)) return [];
  try {
    const settings = await client.configGet(["maxmemory-policy", "appendonly", "save"]);
    return DANGERS.filter(([, isBad]) => isBad(settings)).map(([, , warning]) => warning);
  } catch {
    return [];
  }
}

/**
 * The session scripts ask the server who it is, to notice that it has come back with an older memory. Where an ACL forbids
 * that, every session would answer 503: better not to start.
 *
 * Throws `SallyportConfigError` (`CONFIG-REDIS-FORBIDDEN`).
 */
export async function requireRedisCommands(client: RedisConnection): Promise<void> {
  try {
    await client.eval("redis.call('TIME') return redis.call('INFO', 'replication')", {
      keys: ["sallyport:ping"],
      arguments: [],
    });
  } catch (error) {
    if (!/NOPERM|can't run this command|ACL/i.test(String(error))) return;
    throw new SallyportConfigError([
      {
        code: "CONFIG-REDIS-FORBIDDEN",
        option: "redis",
        reason: "its user may not run EVAL, INFO or TIME, which the session scripts need",
        remedy: "Allow them: ACL SETUSER <name> +@read +@write +@scripting +@pubsub +info +time",
      },
    ]);
  }
}

function isInspectable(client: unknown): client is Inspectable {
  return (
    typeof client === "object" && client !== null && "configGet" in client && typeof client.configGet === "function"
  );
}
