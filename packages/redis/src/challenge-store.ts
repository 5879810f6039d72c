import type { ChallengeStore } from "@sallyport/core";
import { z } from "zod";
import type { RedisConnection } from "./connection.ts";
import { attempt } from "./scripts/challenges/attempt.lua.ts";
import { put } from "./scripts/challenges/put.lua.ts";
import { read } from "./scripts/challenges/read.lua.ts";
import { script } from "./scripts/script.ts";
import { take } from "./scripts/challenges/take.lua.ts";

const scripts = { put: script(put), attempt: script(attempt), read: script(read), take: script(take) };

const found = z.tuple([z.string(), z.string(), z.number()]);
const data = z.record(z.string(), z.unknown());

type Found = NonNullable<Awaited<ReturnType<ChallengeStore["read"]>>>;

/** Where the challenges are kept. */
export interface RedisChallengeStoreOptions {
  readonly client: RedisConnection;
  /** In front of every key. Default `sallyport:`. */
  readonly prefix?: string;
}

/** Challenges in Redis: one key each, so that every step is one script on one slot of a cluster. */
export function createRedisChallengeStore({
  client,
  prefix = "sallyport:",
}: RedisChallengeStoreOptions): ChallengeStore {
  const keyOf = (key: string): string => `${prefix}challenge:{${key}}`;

  function parse(key: string, answer: unknown): Found | undefined {
    if (answer === null) return undefined;
    const [userId, text, attemptsRemaining] = found.parse(answer);
    return { key, userId, data: data.parse(JSON.parse(text)), attemptsRemaining };
  }

  return {
    put: async (challenge, { ttlSeconds, maxAttempts }) => {
      const values = [
        challenge.userId,
        JSON.stringify(challenge.data),
        String(maxAttempts),
        String(Math.ceil(ttlSeconds * 1000)),
      ];
      await scripts.put(client, { keys: [keyOf(challenge.key)], arguments: values });
    },
    read: async (key) => parse(key, await scripts.read(client, { keys: [keyOf(key)], arguments: [] })),
    attempt: async (key) => parse(key, await scripts.attempt(client, { keys: [keyOf(key)], arguments: [] })),
    take: async (key) => (await scripts.take(client, { keys: [keyOf(key)], arguments: [] })) === 1,
    ping: async () => {
      await client.get(`${prefix}ping`);
    },
  };
}
