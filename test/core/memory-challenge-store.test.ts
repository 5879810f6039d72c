import { createMemoryChallengeStore } from "@sallyport/core";
import { expect } from "chai";
import { describeChallengeStore, MINUTES, newChallenge, type OpenChallenges } from "../contract/challenge-store.ts";
import { createTestClock } from "../support/clock.ts";

describe("createMemoryChallengeStore", () => {
  const open = (): OpenChallenges => {
    const clock = createTestClock();
    return {
      challenges: createMemoryChallengeStore({ clock }),
      passSecond: () => {
        clock.travel(1);
        return Promise.resolve();
      },
    };
  };
  describeChallengeStore("memory", open);

  it("keeps what is alive when it sweeps out what has expired", async () => {
    const clock = createTestClock();
    const challenges = createMemoryChallengeStore({ clock });
    const old = newChallenge();
    const young = newChallenge();
    await challenges.put(old, { ttlSeconds: 1, maxAttempts: 1 });
    await challenges.put(young, MINUTES);
    clock.travel(2);

    for (let puts = 0; puts < 256; puts += 1) await challenges.put(newChallenge(), MINUTES);

    clock.travel(-2);
    expect(await challenges.read(old.key)).to.equal(undefined);
    expect(await challenges.read(young.key)).to.deep.equal({ ...young, attemptsRemaining: 5 });
  });
});
