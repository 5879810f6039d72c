import type { ChallengeRecord, ChallengeStore } from "@sallyport/core";
import { z } from "zod";
import type { RedisConnection, ScriptCall } from "./connection.ts";
import { attempt } from "./scripts/challenges/attempt.lua.ts";
import { join } from "./scripts/challenges/join.lua.ts";
import { put } from "./scripts/challenges/put.lua.ts";
import { read } from "./scripts/challenges/read.lua.ts";
import { script, type Script } from "./scripts/script.ts";
import { take } from "./scripts/challenges/take.lua.ts";

const scripts = {
  put: script(put),
  join: script(join),
  attempt: script(attempt),
  read: script(read),
  take: script(take),
};

const found = z.tuple([z.string(), z.string(), z.number()]);
const data = z.record(z.string(), z.unknown());

type Found = NonNullable<Awaited<ReturnType<ChallengeStore["read"]>>>;
type Limits = Parameters<ChallengeStore["put"]>[1];

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

  function parse(key: string, answer: unknown): Found {
    const [userId, text, attemptsRemaining] = found.parse(answer);
    return { key, userId, data: data.parse(JSON.parse(text)), attemptsRemaining };
  }

  async function look(step: Script, key: string): Promise<Found | undefined> {
    const answer = await step(client, { keys: [keyOf(key)], arguments: [] });
    return answer === null ? undefined : parse(key, answer);
  }

  function storing(challenge: ChallengeRecord, { ttlSeconds, maxAttempts }: Limits): ScriptCall {
    const life = String(Math.ceil(ttlSeconds * 1000));
    const values = [challenge.userId, JSON.stringify(challenge.data), String(maxAttempts), life];
    return { keys: [keyOf(challenge.key)], arguments: values };
  }

  return {
    put: async (challenge, limits) => {
      await scripts.put(client, storing(challenge, limits));
    },
    join: async (challenge, limits) => parse(challenge.key, await scripts.join(client, storing(challenge, limits))),
    read: (key) => look(scripts.read, key),
    attempt: (key) => look(scripts.attempt, key),
    take: async (key) => (await scripts.take(client, { keys: [keyOf(key)], arguments: [] })) === 1,
    ping: async () => {
      await client.get(`${prefix}ping`);
    },
  };
}
