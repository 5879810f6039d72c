import {
  systemClock,
  type Clock,
  type CounterStore,
  type Hit,
  type LimitAlgorithm,
  type LimitState,
} from "@sallyport/core";
import type { RedisConnection } from "./connection.ts";
import { createGathering } from "./gathering.ts";
import { hit } from "./scripts/counters/hit.lua.ts";
import { script } from "./scripts/script.ts";

const run = script(hit);

const ALGORITHMS: readonly LimitAlgorithm[] = ["fixed-window", "sliding-window", "token-bucket"];

/** Numbers in the answer for each rule. */
const NUMBERS = 4;

/** Where the counters are kept. */
export interface RedisCounterStoreOptions {
  readonly client: RedisConnection;
  /** Only tests move it: the script goes by the server's clock and this clock's offset. */
  readonly clock?: Clock;
  /** In front of every key. Default `sallyport:`. */
  readonly prefix?: string;
}

type Request = readonly Hit[];
type States = readonly LimitState[];

/**
 * Counters in Redis: one key a counter, one script for all rules of a request, on the server's clock. Requests of one turn of
 * the event loop share a script. On a cluster, each rule goes to its node in a script of its own, sent together.
 */
export function createRedisCounterStore({
  client,
  clock = systemClock,
  prefix = "sallyport:",
}: RedisCounterStoreOptions): CounterStore {
  /** Each algorithm keeps something else: another one starts anew. */
  const keyOf = (key: string, algorithm: LimitAlgorithm): string => `${prefix}limit:${algorithm}:${key}`;

  async function send(requests: readonly Request[]): Promise<readonly States[]> {
    const keys: string[] = [];
    const values = [String(clock.offsetMs)];
    for (const hits of requests)
      for (const [index, { key, rule, cost }] of hits.entries()) {
        const { algorithm, limit, windowSeconds, burst } = rule;
        keys.push(keyOf(key, algorithm));
        values.push(algorithm, String(limit), String(windowSeconds * 1000), String(burst), String(cost));
        values.push(index === hits.length - 1 ? "1" : "0");
      }
    const states = toStates(await run(client, { keys, arguments: values }), keys.length);
    let next = 0;
    return requests.map((hits) => states.slice(next, (next += hits.length)));
  }

  const together = createGathering<Request, States>(send);
  const apart = async (hits: Request): Promise<States> =>
    (await Promise.all(hits.map((each) => send([[each]])))).flat(2);
  const count = "masters" in client ? apart : together;

  return {
    hit: count,
    peek: async (key, rule) => {
      const [state] = await count([{ key, rule, cost: 0 }]);
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

/** Anything but all the numbers is an error: of no rule that refuses, a request would be let through. */
function toStates(answer: unknown, rules: number): States {
  if (!Array.isArray(answer) || answer.length !== rules * NUMBERS)
    throw new TypeError("the counter script answered something else");
  const numbers: readonly unknown[] = answer;
  return Array.from({ length: rules }, (_, rule) => {
    const first = rule * NUMBERS;
    return {
      allowed: numbers[first] === 1,
      remaining: Number(numbers[first + 1]),
      resetSeconds: Number(numbers[first + 2]) / 1000,
      retryAfterSeconds: Number(numbers[first + 3]) / 1000,
    };
  });
}
