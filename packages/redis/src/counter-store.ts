import { systemClock, type Clock, type CounterStore, type Hit, type LimitState } from "@sallyport/core";
import { z } from "zod";
import type { RedisConnection } from "./connection.ts";
import { hit } from "./scripts/counters/hit.lua.ts";
import { script } from "./scripts/script.ts";

const run = script(hit);
const numbers = z.array(z.number());

/** Where the counters are kept. */
export interface RedisCounterStoreOptions {
  readonly client: RedisConnection;
  /** Only tests move it: the script goes by the server's clock and this clock's offset. */
  readonly clock?: Clock;
  /** In front of every key. Default `sallyport:`. */
  readonly prefix?: string;
}

/**
 * Counters in Redis: one key a counter, one script for all rules of a request, on the server's clock. On a cluster, rules
 * whose keys carry different hash tags go to their nodes in scripts of their own, sent together.
 */
export function createRedisCounterStore({
  client,
  clock = systemClock,
  prefix = "sallyport:",
}: RedisCounterStoreOptions): CounterStore {
  const keyOf = (key: string): string => `${prefix}limit:${key}`;
  const isCluster = "masters" in client;

  async function together(hits: readonly Hit[]): Promise<readonly LimitState[]> {
    const values = hits.flatMap(({ rule, cost }) => [
      rule.algorithm,
      String(rule.limit),
      String(rule.windowSeconds * 1000),
      String(rule.burst),
      String(cost),
    ]);
    const keys = hits.map(({ key }) => keyOf(key));
    return toStates(await run(client, { keys, arguments: [String(clock.offsetMs), ...values] }));
  }

  return {
    hit: async (hits) =>
      isCluster ? (await Promise.all(hits.map((each) => together([each])))).flat() : together(hits),
    peek: async (key, rule) => {
      const [state] = await together([{ key, rule, cost: 0 }]);
      if (!state) throw new TypeError("the counter script answered nothing");
      return state;
    },
    clear: async (key) => {
      await client.del(keyOf(key));
    },
    ping: async () => {
      await client.get(`${prefix}ping`);
    },
  };
}

function toStates(answer: unknown): readonly LimitState[] {
  const parts = numbers.parse(answer);
  return Array.from({ length: parts.length / 4 }, (_, rule) => {
    const [allowed, remaining = 0, resetMs = 0, retryMs = 0] = parts.slice(rule * 4, rule * 4 + 4);
    return { allowed: allowed === 1, remaining, resetSeconds: resetMs / 1000, retryAfterSeconds: retryMs / 1000 };
  });
}
