import { createRedisChallengeStore } from "@sallyport/redis";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type RedisClientType } from "redis";
import { describeChallengeStore, MINUTES, newChallenge, type OpenChallenges } from "../contract/challenge-store.ts";
import { redisUrl, startRedis, type PrivateRedis } from "../support/redis-servers.ts";
import { requireServer } from "../support/require-server.ts";

describe("createRedisChallengeStore", () => {
  let client: RedisClientType | undefined;
  let open: OpenChallenges | undefined;
  const prefix = `sallyport-test-${randomUUID()}:`;

  before(async function () {
    const url = requireServer(this, "Redis", await redisUrl());
    client = createClient({ url });
    await client.connect();
    open = { challenges: createRedisChallengeStore({ client, prefix }), passSecond: () => sleep(1100) };
  });
  after(() => client?.destroy());

  const current = (): OpenChallenges => open ?? expect.fail("the store is only there inside tests");
  describeChallengeStore("Redis", current);

  it("leaves no key behind that lives for ever", async () => {
    const { challenges } = current();
    const challenge = newChallenge();
    await challenges.put(challenge, MINUTES);
    await challenges.put(challenge, MINUTES);
    await challenges.attempt(challenge.key);
    await challenges.attempt(randomUUID());
    await challenges.join(newChallenge(), MINUTES);

    const lives = await lifeOfKeys(client ?? expect.fail("no client"), `${prefix}*`);

    expect(lives).to.have.property("length").that.is.greaterThan(0);
    for (const life of lives) expect(life).to.be.within(1, 300_000);
  });
});

describe("createRedisChallengeStore on a server that forgets its scripts", () => {
  let server: PrivateRedis | undefined;
  let client: RedisClientType | undefined;

  before(async function () {
    server = requireServer(this, "redis-server", await startRedis());
    client = createClient({ url: server.url });
    await client.connect();
  });
  after(async () => {
    client?.destroy();
    await server?.stop();
  });

  it("sends each script again", async () => {
    const connection = client ?? expect.fail("no client");
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
