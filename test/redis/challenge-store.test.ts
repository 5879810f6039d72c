import { createRedisChallengeStore } from "@sallyport/redis";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RedisClientType } from "redis";
import { describeChallengeStore, MINUTES, newChallenge, type OpenChallenges } from "../contract/challenge-store.ts";
import { useOwnRedis, useRedis } from "../support/use-redis.ts";

describe("createRedisChallengeStore", () => {
  const redis = useRedis();
  const prefix = `sallyport-test-${randomUUID()}:`;

  const current = (): OpenChallenges => ({
    challenges: createRedisChallengeStore({ client: redis(), prefix }),
    passSecond: () => sleep(1100),
  });
  describeChallengeStore("Redis", current);

  it("leaves no key behind that lives for ever", async () => {
    const { challenges } = current();
    const challenge = newChallenge();
    await challenges.put(challenge, MINUTES);
    await challenges.put(challenge, MINUTES);
    await challenges.attempt(challenge.key);
    await challenges.attempt(randomUUID());
    await challenges.join(newChallenge(), MINUTES);

    const lives = await lifeOfKeys(redis(), `${prefix}*`);

    expect(lives).to.have.property("length").that.is.greaterThan(0);
    for (const life of lives) expect(life).to.be.within(1, 300_000);
  });
});

describe("createRedisChallengeStore on a server that forgets its scripts", () => {
  const redis = useOwnRedis();

  it("sends each script again", async () => {
    const connection = redis();
    const challenges = createRedisChallengeStore({ client: connection });
    const challenge = newChallenge();
    const { key } = challenge;
    const answers: unknown[] = [];
    const steps = [
      () => challenges.put(challenge, MINUTES),
      () => challenges.read(key),
      () => challenges.join(challenge, MINUTES),
      () => challenges.attempt(key),
      () => challenges.take(key),
    ];

    for (const step of steps) {
      await connection.scriptFlush();
      answers.push(await step());
    }

    const found = { ...challenge, attemptsRemaining: 5 };
    expect(answers).to.deep.equal([undefined, found, found, { ...found, attemptsRemaining: 4 }, true]);
  });
});

/** Milliseconds that each key has left; -1 for one that stays. */
async function lifeOfKeys(client: RedisClientType, pattern: string): Promise<readonly number[]> {
  const lives: number[] = [];
  for await (const keys of client.scanIterator({ MATCH: pattern }))
    for (const key of keys) lives.push(await client.pTTL(key));
  return lives;
}
