import type { CounterStore, LimitAlgorithm, LimitRule, LimitState } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { countOf } from "./durable-stores.ts";

/** A store, and the way its time passes. */
export interface OpenCounters {
  readonly store: CounterStore;
  travel(seconds: number): void;
}

export const ALGORITHMS: readonly LimitAlgorithm[] = ["fixed-window", "sliding-window", "token-bucket"];

export const NEW = { allowed: true, remaining: 5, resetSeconds: 0, retryAfterSeconds: 0 } as const;

/** What a test clock's floating point may lose on the way. */
const MOMENT = 0.001;

/** Real seconds that may pass beside the clock while a test runs. */
const SLACK = 5;

export function newKey(): string {
  return `test:${randomUUID()}`;
}

/** Five in ten minutes. */
export function newRule(algorithm: LimitAlgorithm, more: Partial<LimitRule> = {}): LimitRule {
  return { algorithm, limit: 5, windowSeconds: 600, burst: more.limit ?? 5, ...more };
}

/** One counter under one rule. */
export interface OneCounter {
  hit(cost?: number): Promise<LimitState>;
  /** So many hits of one each; returns how many were allowed. */
  hits(count: number): Promise<number>;
  peek(): Promise<LimitState>;
}

export function oneCounter(store: CounterStore, rule: LimitRule, key = newKey()): OneCounter {
  const hit = async (cost = 1): Promise<LimitState> => {
    const [state] = await store.hit([{ key, rule, cost }]);
    return state ?? expect.fail("no answer");
  };
  return {
    hit,
    hits: async (count) => {
      let allowed = 0;
      for (let done = 0; done < count; done += 1) if ((await hit()).allowed) allowed += 1;
      return allowed;
    },
    peek: () => store.peek(key, rule),
  };
}

export function describeCounterStore(name: string, open: () => OpenCounters): void {
  for (const algorithm of ALGORITHMS)
    describe(`CounterStore on ${name}, ${algorithm},`, () => {
      const rule = newRule(algorithm);

      it("allows as many hits as the limit says, counts them down, and refuses the next", async () => {
        const { hit } = oneCounter(open().store, rule);
        const states: LimitState[] = [];

        for (let count = 0; count < 6; count += 1) states.push(await hit());

        expect(states.map(({ allowed }) => allowed)).to.deep.equal([true, true, true, true, true, false]);
        expect(states.map(({ remaining }) => remaining)).to.deep.equal([4, 3, 2, 1, 0, 0]);
        for (const { allowed, retryAfterSeconds } of states) expect(retryAfterSeconds === 0).to.equal(allowed);
      });

      for (const limit of [9, 113])
        it(`allows ${limit} in ten minutes, which do not divide evenly`, async () => {
          const { hits } = oneCounter(open().store, newRule(algorithm, { limit }));

          const allowed = await hits(limit + 1);

          expect(allowed).to.equal(limit);
        });

      it("allows a refused hit after the time that it named, and not shortly before", async () => {
        const { store, travel } = open();
        const { hit, hits } = oneCounter(store, rule);
        await hits(5);
        const refused = await hit();

        travel(refused.retryAfterSeconds - SLACK);
        const early = await hit();
        travel(early.retryAfterSeconds + MOMENT);
        const inTime = await hit();

        expect(early.allowed).to.equal(false);
        expect(early.retryAfterSeconds).to.be.within(0.001, SLACK + MOMENT);
        expect(inTime.allowed).to.equal(true);
      });

      it("is as if nothing had been when it says so, and not shortly before", async () => {
        const { store, travel } = open();
        const { hit, peek } = oneCounter(store, rule);
        const { resetSeconds } = await hit(2);

        travel(resetSeconds - SLACK);
        const early = await peek();
        travel(early.resetSeconds + MOMENT);
        const late = await peek();

        expect(early.remaining).to.be.below(5);
        expect(early.resetSeconds).to.be.within(0.001, SLACK + MOMENT);
        expect(late).to.deep.equal(NEW);
      });

      it("weighs a hit by its cost", async () => {
        const { hit } = oneCounter(open().store, rule);

        const states = [await hit(3), await hit(3), await hit(2), await hit(1)];

        expect(states.map(({ allowed }) => allowed)).to.deep.equal([true, false, true, false]);
        expect(states.map(({ remaining }) => remaining)).to.deep.equal([2, 2, 0, 0]);
      });

      it("refuses what costs more than all of it, at any time, and charges nothing", async () => {
        const { hit, hits, peek } = oneCounter(open().store, rule);

        const first = await hit(6);
        const untouched = await peek();
        await hits(5);
        const second = await hit(6);

        for (const state of [first, second]) expect(state.allowed).to.equal(false);
        for (const state of [first, second]) expect(state.retryAfterSeconds).to.be.within(1, 1320);
        expect(untouched).to.deep.equal(NEW);
      });

      it("charges nothing for a look, whether it peeks or costs nothing", async () => {
        const { hit, hits, peek } = oneCounter(open().store, rule);
        const unused = [await peek(), await hit(0), await peek()];
        await hits(5);

        const used = [await peek(), await hit(0), await peek()];

        for (const state of unused) expect(state).to.deep.equal(NEW);
        for (const state of used) expect(state).to.include({ allowed: true, remaining: 0, retryAfterSeconds: 0 });
        expect(used[2]?.resetSeconds).to.be.within(600 - SLACK, 660);
      });

      it("charges nothing for what it refuses: hammering moves no time", async () => {
        const { store, travel } = open();
        const { hit, hits } = oneCounter(store, rule);
        await hits(5);
        const first = await hit();
        for (let second = 0; second < 20; second += 1) {
          travel(1);
          await hit();
        }

        const last = await hit();

        for (const field of ["retryAfterSeconds", "resetSeconds"] as const)
          expect(first[field] - last[field]).to.be.within(20 - MOMENT, 20 + SLACK);
      });

      it("forgets a counter that is cleared, and no other", async () => {
        const { store } = open();
        const [one, two] = [newKey(), newKey()];
        for (const key of [one, two]) await oneCounter(store, rule, key).hits(5);

        await store.clear(one);

        expect(await store.peek(one, rule)).to.deep.equal(NEW);
        expect(await store.peek(two, rule)).to.include({ remaining: 0 });
      });

      it("allows five of 100 parallel hits", async () => {
        const { hit } = oneCounter(open().store, rule);

        const allowed = await countOf(async () => (await hit()).allowed);

        expect(allowed).to.equal(5);
      });

      it("follows a limit that is lowered at once, and never says that less than nothing remains", async () => {
        const { store, travel } = open();
        const key = newKey();
        await oneCounter(store, rule, key).hits(4);
        const { hit, peek } = oneCounter(store, newRule(algorithm, { limit: 2 }), key);

        const refused = await hit();
        const looked = await peek();
        travel(refused.retryAfterSeconds + MOMENT);

        expect(refused).to.include({ allowed: false, remaining: 0 });
        expect(looked.remaining).to.equal(0);
        expect((await hit()).allowed).to.equal(true);
      });

      it("forgets what came before a longer window, however busy it stays", async () => {
        const { store, travel } = open();
        const key = newKey();
        await oneCounter(store, newRule(algorithm, { windowSeconds: 60 }), key).hits(3);
        const { hit, peek } = oneCounter(store, rule, key);
        await hit();
        travel(500);
        await hit();

        travel(200);
        const { remaining } = await peek();

        expect(remaining).to.be.within(4, 5);
      });
    });

  describe(`CounterStore on ${name}, token-bucket with a burst of its own,`, () => {
    it("lets the burst through at once, and then one for each share of the window", async () => {
      const { store, travel } = open();
      const { hits } = oneCounter(store, newRule("token-bucket", { burst: 8 }));
      const atOnce = await hits(9);

      travel(120);
      const later = await hits(2);

      expect([atOnce, later]).to.deep.equal([8, 1]);
    });

    it("has given a share back when its time has come, and floating point takes nothing of it", async () => {
      const { store, travel } = open();
      const { hit, peek } = oneCounter(store, newRule("token-bucket", { limit: 18 }));
      await hit(18);

      travel(500);

      expect(await peek()).to.include({ remaining: 15 });
    });
  });
}
