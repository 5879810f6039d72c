import type { ChallengeRecord, ChallengeStore } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { countOf } from "./durable-stores.ts";

/** A store, and the way its time passes. */
export interface OpenChallenges {
  readonly challenges: ChallengeStore;
  /** Lets a second and a little more go by, on the clock that the store goes by. */
  passSecond(): Promise<void>;
}

export const MINUTES = { ttlSeconds: 300, maxAttempts: 5 } as const;

export function newChallenge(more: Partial<ChallengeRecord> = {}): ChallengeRecord {
  const data = { purpose: "sign-in", amr: ["pwd"], nested: { owl: "🦉", none: null } };
  return { key: randomUUID(), userId: `o'Brien ${randomUUID()}`, data, ...more };
}

export function describeChallengeStore(name: string, open: () => OpenChallenges): void {
  describe(`ChallengeStore on ${name}`, () => {
    it("returns what was put, until it is taken", async () => {
      const { challenges } = open();
      const challenge = newChallenge();
      await challenges.put(challenge, MINUTES);

      const read = await challenges.read(challenge.key);
      const charged = await challenges.attempt(challenge.key);
      const taken = [await challenges.take(challenge.key), await challenges.take(challenge.key)];

      expect(read).to.deep.equal({ ...challenge, attemptsRemaining: 5 });
      expect(charged).to.deep.equal({ ...challenge, attemptsRemaining: 4 });
      expect(taken).to.deep.equal([true, false]);
      expect(await challenges.read(challenge.key)).to.equal(undefined);
      expect(await challenges.attempt(challenge.key)).to.equal(undefined);
    });

    it("knows nothing of a key that nobody put", async () => {
      const { challenges } = open();
      const key = randomUUID();

      const answers = [await challenges.read(key), await challenges.attempt(key), await challenges.take(key)];

      expect(answers).to.deep.equal([undefined, undefined, false]);
      expect(await challenges.read(key)).to.equal(undefined);
    });

    it("puts the second in the place of the first, with tries of its own", async () => {
      const { challenges } = open();
      const first = newChallenge();
      await challenges.put(first, MINUTES);
      await challenges.attempt(first.key);
      const second = newChallenge({ key: first.key, data: { other: true } });

      await challenges.put(second, { ttlSeconds: 300, maxAttempts: 3 });

      expect(await challenges.read(first.key)).to.deep.equal({ ...second, attemptsRemaining: 3 });
    });

    it("joins the one that is there, with the tries and the time that it has left", async () => {
      const { challenges, passSecond } = open();
      const first = newChallenge();
      const second = newChallenge({ key: first.key, data: { other: true } });
      const created = await challenges.join(first, { ttlSeconds: 1, maxAttempts: 5 });
      await challenges.attempt(first.key);

      const joined = await challenges.join(second, MINUTES);
      await passSecond();

      expect(created).to.deep.equal({ ...first, attemptsRemaining: 5 });
      expect(joined).to.deep.equal({ ...first, attemptsRemaining: 4 });
      expect(await challenges.join(second, MINUTES)).to.deep.equal({ ...second, attemptsRemaining: 5 });
    });

    it("joins none that was taken or is out of tries, but puts the new one in its place", async () => {
      const { challenges } = open();
      const [taken, spent] = [newChallenge(), newChallenge()];
      for (const each of [taken, spent]) await challenges.join(each, { ttlSeconds: 300, maxAttempts: 1 });
      await challenges.take(taken.key);
      await challenges.attempt(spent.key);
      const fresh = [taken, spent].map(({ key }) => newChallenge({ key, data: { other: true } }));

      for (const each of fresh) await challenges.join(each, MINUTES);

      const read = await Promise.all(fresh.map(({ key }) => challenges.read(key)));
      expect(read).to.deep.equal(fresh.map((each) => ({ ...each, attemptsRemaining: 5 })));
    });

    it("gives 50 parallel joins the same one", async () => {
      const { challenges } = open();
      const key = randomUUID();

      const joined = await Promise.all(
        Array.from({ length: 50 }, (_, index) => challenges.join(newChallenge({ key, data: { index } }), MINUTES)),
      );

      const read = await challenges.read(key);
      expect(joined).to.deep.equal(Array.from({ length: 50 }, () => read));
    });

    it("charges each attempt for good: reading gives none back", async () => {
      const { challenges } = open();
      const { key, ...rest } = newChallenge();
      await challenges.put({ key, ...rest }, { ttlSeconds: 300, maxAttempts: 2 });
      const left: unknown[] = [];
      for (let round = 0; round < 3; round += 1) {
        await challenges.read(key);
        left.push((await challenges.attempt(key))?.attemptsRemaining);
      }

      const read = await challenges.read(key);

      expect(left).to.deep.equal([1, 0, undefined]);
      expect(read).to.include({ attemptsRemaining: 0 });
    });

    it("allows five of 100 parallel attempts, each with a count of its own", async () => {
      const { challenges } = open();
      const challenge = newChallenge();
      await challenges.put(challenge, MINUTES);

      const attempts = await Promise.all(Array.from({ length: 100 }, () => challenges.attempt(challenge.key)));

      const left = attempts.flatMap((attempt) => (attempt ? [attempt.attemptsRemaining] : []));
      expect(left.sort()).to.deep.equal([0, 1, 2, 3, 4]);
    });

    it("gives a challenge to one of 100 parallel takers", async () => {
      const { challenges } = open();
      const challenge = newChallenge();
      await challenges.put(challenge, MINUTES);

      const winners = await countOf(() => challenges.take(challenge.key));

      expect(winners).to.equal(1);
    });

    it("forgets a challenge when its time is over, attempted or not", async () => {
      const { challenges, passSecond } = open();
      const [one, two] = [newChallenge(), newChallenge()];
      for (const each of [one, two]) await challenges.put(each, { ttlSeconds: 1, maxAttempts: 5 });
      const inTime = await challenges.attempt(one.key);

      await passSecond();

      expect(inTime).to.include({ attemptsRemaining: 4 });
      expect(await challenges.attempt(one.key)).to.equal(undefined);
      expect(await challenges.read(two.key)).to.equal(undefined);
      expect(await challenges.take(two.key)).to.equal(false);
    });

    it("keeps a copy of its own: what the caller changes stays outside", async () => {
      const { challenges } = open();
      const data = { amr: ["pwd"] };
      const challenge = newChallenge({ data });
      await challenges.put(challenge, MINUTES);
      data.amr.push("otp");
      for (const found of [await challenges.read(challenge.key), await challenges.join(challenge, MINUTES)])
        (found?.data as typeof data).amr.push("hwk");

      const again = await challenges.attempt(challenge.key);

      expect(again?.data).to.deep.equal({ amr: ["pwd"] });
    });
  });
}
