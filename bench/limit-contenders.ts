import { createHash } from "node:crypto";
import { systemClock, type LimitAlgorithm, type LimitRule } from "@sallyport/core";
import { connectRedis, createRedisCounterStore } from "@sallyport/redis";
import type { Options } from "express-rate-limit";
import { RedisStore, type RedisReply } from "rate-limit-redis";
import { RateLimiterRedis } from "rate-limiter-flexible";

/** Counters that somebody keeps in Redis, over a client of its own. */
export interface OpenCounters {
  /** Counts a request against every rule, one key for each; rejects where it is refused. */
  decide(keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Whose counters they are. */
export interface LimitContender {
  readonly name: string;
  open(redisUrl: string, rules: readonly LimitRule[]): Promise<OpenCounters>;
}

/** The parts of a sliding window that can be live at once. */
const PARTS = 11;

/** All rules of a request in one script, as the middlewares send them. */
export const SALLYPORT: LimitContender = {
  name: "sallyport",
  open: async (redisUrl, rules) => {
    const client = await connectRedis({ url: redisUrl });
    const store = createRedisCounterStore({ client });
    return {
      decide: async (keys) => {
        const states = await store.hit(rules.map((rule, index) => ({ key: keyAt(keys, index), rule, cost: 1 })));
        if (!states.every(({ allowed }) => allowed)) throw refusal("sallyport");
      },
      close: () => client.close(),
    };
  },
};

/** One limiter a rule, all at once. */
export const FLEXIBLE: LimitContender = {
  name: "rate-limiter-flexible",
  open: async (redisUrl, rules) => {
    const client = await connectRedis({ url: redisUrl });
    const limiters = rules.map(
      ({ limit, windowSeconds }) =>
        new RateLimiterRedis({ storeClient: client, useRedisPackage: true, points: limit, duration: windowSeconds }),
    );
    return {
      decide: async (keys) => {
        await Promise.all(limiters.map((limiter, index) => limiter.consume(keyAt(keys, index))));
      },
      close: () => client.close(),
    };
  },
};

/** The store of express-rate-limit, one a rule, all at once. The middleware around it compares with the limit. */
export const EXPRESS_STORE: LimitContender = {
  name: "rate-limit-redis",
  open: async (redisUrl, rules) => {
    const client = await connectRedis({ url: redisUrl });
    const stores = await Promise.all(
      rules.map(async ({ windowSeconds }) => {
        const store = new RedisStore({ sendCommand: (...command) => client.sendCommand<RedisReply>(command) });
        // The middleware hands over its whole configuration; the store reads only this.
        await store.init({ windowMs: windowSeconds * 1000 } as Options);
        return store;
      }),
    );
    return {
      decide: async (keys) => {
        const counts = await Promise.all(stores.map((store, index) => store.increment(keyAt(keys, index))));
        if (rules.some(({ limit }, index) => (counts[index]?.totalHits ?? Infinity) > limit))
          throw refusal("rate-limit-redis");
      },
      close: () => client.close(),
    };
  },
};

/** Counters that have been hit in every part of their window: a decision is a hit in each, by clocks that run ahead. */
export const SALLYPORT_IN_EVERY_PART: LimitContender = {
  name: `sallyport, hit in ${PARTS} parts`,
  open: async (redisUrl, [rule = newRule("sliding-window", 3600)]) => {
    const client = await connectRedis({ url: redisUrl });
    const stores = Array.from({ length: PARTS }, (_, part) => {
      const clock = { ...systemClock, offsetMs: (part * rule.windowSeconds * 1000) / (PARTS - 1) };
      return createRedisCounterStore({ client, clock });
    });
    return {
      decide: async ([key = ""]) => {
        for (const store of stores) await store.hit([{ key, rule, cost: 1 }]);
      },
      close: () => client.close(),
    };
  },
};

/** Never reached. A token bucket drains more slowly than these counters are hit, so that it is not empty each time. */
export function newRule(algorithm: LimitAlgorithm, windowSeconds: number): LimitRule {
  return { algorithm, limit: algorithm === "token-bucket" ? 20 : 1_000_000, windowSeconds, burst: 1_000_000 };
}

/** As the middlewares name a counter: what for, and 22 symbols of a hash of whom. */
export function counterKey(name: string, owner: string): string {
  return `${name}:${createHash("sha256").update(`${name} ${owner}`).digest("base64url").slice(0, 22)}`;
}

function keyAt(keys: readonly string[], index: number): string {
  const key = keys[index];
  if (key === undefined) throw new TypeError("a rule has no key");
  return key;
}

function refusal(who: string): Error {
  return new Error(`${who} has refused a request within the limit`);
}
