import { askRedis } from "../test/support/ask-redis.ts";

/** Calls by command, those inside scripts as well. */
export type CommandCounts = ReadonlyMap<string, number>;

const PASSES = 5;
const CALLS = 100;

/**
 * What one call costs the masters among these servers. Others may use a server meanwhile and can only add to the counts,
 * so the lowest of several short passes stands.
 */
export async function commandsPerCall(urls: readonly string[], call: () => Promise<unknown>): Promise<CommandCounts> {
  const passes: CommandCounts[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    const before = await countCommands(urls);
    for (let made = 0; made < CALLS; made += 1) await call();
    const after = await countCommands(urls);
    passes.push(new Map([...after].map(([name, count]) => [name, (count - (before.get(name) ?? 0)) / CALLS])));
  }
  return lowestOf(passes);
}

/** What was not seen in one of them was not seen at all. */
export function lowestOf(passes: readonly CommandCounts[]): CommandCounts {
  const names = new Set(passes.flatMap((counts) => [...counts.keys()]));
  return new Map([...names].map((name) => [name, Math.min(...passes.map((counts) => counts.get(name) ?? 0))]));
}

/** `EVALSHA 1, TIME 1`; pings of idle connections and the counting itself are left out. */
export function commandsInWords(counts: CommandCounts): string {
  return [...counts]
    .map(([name, count]) => ({ name, count: Number(count.toFixed(1)) }))
    .filter(({ name, count }) => count > 0 && name !== "ping")
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .map(({ name, count }) => `${name.toUpperCase()} ${count}`)
    .join(", ");
}

async function countCommands(urls: readonly string[]): Promise<CommandCounts> {
  const total = new Map<string, number>();
  for (const text of await Promise.all(urls.map(async (url) => String(await askRedis(url, ["INFO", "all"]))))) {
    if (!text.includes("role:master")) continue;
    for (const [, name = "", calls] of text.matchAll(/cmdstat_(\w+):calls=(\d+)/g))
      total.set(name, (total.get(name) ?? 0) + Number(calls));
  }
  return total;
}
