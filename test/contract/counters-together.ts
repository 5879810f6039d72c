import type { Hit } from "@sallyport/core";
import { expect } from "chai";
import { ALGORITHMS, newKey, newRule, type OpenCounters } from "./counter-store.ts";
import { countOf } from "./durable-stores.ts";

/** What a store promises of several rules at once where all of their keys are in one place. */
export function describeHitsTogether(name: string, open: () => OpenCounters): void {
  describe(`Several rules in one hit on ${name}`, () => {
    it("charges every rule where all allow", async () => {
      const { store } = open();
      const keys = ALGORITHMS.map(() => newKey());

      const states = await store.hit(
        ALGORITHMS.map((each, at) => ({ key: keys[at]!, rule: newRule(each), cost: at + 1 })),
      );

      expect(states.map(({ allowed }) => allowed)).to.deep.equal([true, true, true]);
      expect(states.map(({ remaining }) => remaining)).to.deep.equal([4, 3, 2]);
      const looked = await Promise.all(ALGORITHMS.map((each, at) => store.peek(keys[at]!, newRule(each))));
      expect(looked.map(({ remaining }) => remaining)).to.deep.equal([4, 3, 2]);
    });

    for (const strict of ALGORITHMS)
      it(`charges none where the strictest refuses (${strict})`, async () => {
        const { store } = open();
        const all = ALGORITHMS.map((each) => ({
          ...{ key: newKey(), cost: 1 },
          rule: newRule(each, { limit: each === strict ? 2 : 5 }),
        }));
        for (let count = 0; count < 2; count += 1) await store.hit(all);

        const states = await store.hit(all);

        for (const [at, { key, rule }] of all.entries()) {
          const isStrict = rule.algorithm === strict;
          expect(states[at]).to.include({ allowed: !isStrict, remaining: isStrict ? 0 : 3 });
          expect(states[at]!.retryAfterSeconds > 0).to.equal(isStrict);
          expect(await store.peek(key, rule)).to.include({ remaining: isStrict ? 0 : 3 });
        }
      });

    it("allows of 100 parallel hits what the strictest allows, and charges the others no more", async () => {
      const { store } = open();
      const [five, fifty] = [newKey(), newKey()];
      const wide = newRule("sliding-window", { limit: 50 });
      const both = [
        { key: fifty, rule: wide, cost: 1 },
        { key: five, rule: newRule("fixed-window"), cost: 1 },
      ];

      const allowed = await countOf(async () => (await store.hit(both)).every((state) => state.allowed));

      expect(allowed).to.equal(5);
      expect(await store.peek(fifty, wide)).to.include({ remaining: 45 });
    });

    it("judges requests of one moment each by itself", async () => {
      const { store } = open();
      const [mine, shared] = [newKey(), newKey()];
      const tight = { key: shared, rule: newRule("fixed-window", { limit: 1 }), cost: 1 };
      const wide = (key: string): Hit => ({ key, rule: newRule("sliding-window"), cost: 1 });

      const [first, second, third] = await Promise.all([
        store.hit([wide(mine), tight]),
        store.hit([wide(mine), tight]),
        store.hit([wide(mine)]),
      ]);

      const allowed = [first, second, third].map((states) => states.map((state) => state.allowed));
      expect(allowed).to.deep.equal([[true, true], [true, false], [true]]);
      expect(third[0]).to.include({ remaining: 3 });
    });
  });
}
