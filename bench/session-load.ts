import autocannon from "autocannon";
import { createClient } from "redis";
import type { BenchServer } from "./programs.ts";

/** A signed-in session at a server. */
export interface Contender {
  readonly name: string;
  readonly server: BenchServer;
  readonly cookie: string;
}

/** One round of load. */
export interface Round {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  /** Microseconds of processor time for each request: of the server, and of Redis. Less of it is noise than of the rate. */
  readonly serverMicroseconds: number;
  readonly redisMicroseconds: number;
}

export async function loadRound(
  { server, cookie }: Contender,
  { seconds, redisUrl }: { readonly seconds: number; readonly redisUrl: string },
): Promise<Round> {
  const client = await createClient({ url: redisUrl }).connect();
  const before = [await server.processorTime(), await processorTimeOf(client)] as const;
  const result = await autocannon({
    url: `${server.url}/account`,
    connections: 50,
    duration: seconds,
    headers: { cookie },
  });
  const after = [await server.processorTime(), await processorTimeOf(client)] as const;
  await client.close();
  const each = (spent: number): number => spent / Math.max(1, result.requests.total);
  return {
    requestsPerSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors,
    serverMicroseconds: each(after[0] - before[0]),
    redisMicroseconds: each(after[1] - before[1]),
  };
}

/** Redis commands for one request, counted by the server over many of them. Scripts count as the commands inside as well. */
export async function commandsPerRequest({ server, cookie }: Contender, redisUrl: string): Promise<string> {
  const requests = 200;
  const client = await createClient({ url: redisUrl }).connect();
  const before = await commandCounts(client);
  for (let sent = 0; sent < requests; sent += 1) await fetch(`${server.url}/account`, { headers: { cookie } });
  const after = await commandCounts(client);
  await client.close();
  const spent = [...after].map(([name, count]) => [name, (count - (before.get(name) ?? 0)) / requests] as const);
  return spent
    .filter(([name, count]) => count >= 0.5 && name !== "info" && name !== "ping")
    .map(([name, count]) => `${name.toUpperCase()} ${count.toFixed(1)}`)
    .join(", ");
}

interface Informed {
  info(section: string): Promise<unknown>;
}

async function processorTimeOf(client: Informed): Promise<number> {
  const text = String(await client.info("cpu"));
  const seconds = [...text.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].map(([, value]) => Number(value));
  return seconds.reduce((sum, value) => sum + value, 0) * 1e6;
}

async function commandCounts(client: Informed): Promise<Map<string, number>> {
  const text = String(await client.info("commandstats"));
  return new Map([...text.matchAll(/cmdstat_(\w+):calls=(\d+)/g)].map(([, name = "", calls]) => [name, Number(calls)]));
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
