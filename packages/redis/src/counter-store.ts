import {
  systemClock,
  type Clock,
  type CounterStore,
  type Hit,
  type LimitAlgorithm,
  type LimitState,
} from "@sallyport/core";
import type { RedisConnection } from "./connection.ts";
import { hit } from "./scripts/counters/hit.lua.ts";
import { script } from "./scripts/script.ts";

const run = script(hit);
const ALGORITHMS: readonly LimitAlgorithm[] = ["fixed-window", "sliding-window", "token-bucket"];

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
  /** Each algorithm keeps something else: another one starts anew. */
  const keyOf = (key: string, algorithm: LimitAlgorithm): string => `${prefix}limit:${algorithm}:${key}`;
  const isCluster = "masters" in client;

  async function together(hits: readonly Hit[]): Promise<readonly LimitState[]> {
    const values = hits.flatMap(({ rule, cost }) => [
      rule.algorithm,
      String(rule.limit),
      String(rule.windowSeconds * 1000),
      String(rule.burst),
      String(cost),
    ]);
    const keys = hits.map(({ key, rule }) => keyOf(key, rule.algorithm));
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
      await Promise.all(ALGORITHMS.map((algorithm) => client.del(keyOf(key, algorithm))));
    },
    ping: async () => {
      await client.get(`${prefix}ping`);
    },
  };
}

function toStates(answer: unknown): readonly LimitState[] {
  const numbers = answer as readonly number[];
  const states: LimitState[] = [];
  for (let first = 0; first < numbers.length; first += 4)
    states.push({
      allowed: numbers[first] === 1,
      remaining: numbers[first + 1] ?? 0,
      resetSeconds: (numbers[first + 2] ?? 0) / 1000,
      retryAfterSeconds: (numbers[first + 3] ?? 0) / 1000,
    });
  return states;
}
