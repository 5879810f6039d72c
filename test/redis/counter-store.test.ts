import { createRedisCounterStore } from "@sallyport/redis";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { describeCounterModel, type OpenTimedCounters } from "../contract/counter-model.ts";
import { ALGORITHMS, describeCounterStore, newKey, newRule } from "../contract/counter-store.ts";
import { describeCounterChanges } from "../contract/counter-changes.ts";
import { describeHitsTogether } from "../contract/counters-together.ts";
import { createTestClock } from "../support/clock.ts";
import { useRedis } from "../support/use-redis.ts";

describe("createRedisCounterStore", () => {
  const connected = useRedis();
  const clock = createTestClock();
  const prefix = `sallyport-test-${randomUUID()}:`;

  const current = (): OpenTimedCounters => ({
    store: createRedisCounterStore({ client: connected(), clock, prefix }),
    travel: clock.travel,
    // The server is on this machine, and goes by the same clock.
    time: () => Date.now() + clock.offsetMs,
  });
  describeCounterStore("Redis", current);
  describeCounterChanges("Redis", current);
  describeHitsTogether("Redis", current);
  describeCounterModel("Redis", current, { numRuns: 40 });

  describe("the keys of createRedisCounterStore", () => {
    it("live as long as they count, and are not there where nothing was charged", async () => {
      const { store } = current();
      const keys = ALGORITHMS.map(() => newKey());
      const [looked, refused] = [newKey(), newKey()];
      for (const [at, algorithm] of ALGORITHMS.entries())
        for (let hits = 0; hits < 6; hits += 1)
          await store.hit([{ key: keys[at]!, rule: newRule(algorithm), cost: 1 }]);
      for (const algorithm of ALGORITHMS) {
        await store.peek(looked, newRule(algorithm));
        await store.hit([{ key: refused, rule: newRule(algorithm), cost: 6 }]);
      }
      const livesOf = (key: string): Promise<number[]> =>
        Promise.all(ALGORITHMS.map((algorithm) => lifeOf(`${prefix}limit:${algorithm}:${key}`)));

      const lives = await Promise.all(keys.map(livesOf));
      const none = [...(await livesOf(looked)), ...(await livesOf(refused))];

      for (const [at, each] of lives.entries()) expect(each[at]).to.be.within(590_000, 660_000 + clock.offsetMs);
      expect(new Set(none)).to.deep.equal(new Set([-2]));
    });

    it("all expire, whatever this file has done before", async () => {
      const { store } = current();
      await store.hit([{ key: newKey(), rule: newRule("fixed-window"), cost: 1 }]);
      const lives: number[] = [];

      for await (const keys of connected().scanIterator({ MATCH: `${prefix}*`, COUNT: 1000 }))
        lives.push(...(await Promise.all(keys.map(lifeOf))));

      expect(lives.length).to.be.above(0);
      // -2 has expired since it was listed, -1 never would.
      expect(lives.filter((life) => life <= 0 && life !== -2)).to.deep.equal([]);
    });
  });

  const lifeOf = (key: string): Promise<number> => connected().pTTL(key);
});
