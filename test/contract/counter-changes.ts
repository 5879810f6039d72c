import { expect } from "chai";
import { ALGORITHMS, NEW, newKey, newRule, oneCounter, type OpenCounters } from "./counter-store.ts";

export function describeCounterChanges(name: string, open: () => OpenCounters): void {
  for (const algorithm of ALGORITHMS)
    describe(`CounterStore on ${name}, ${algorithm}, where the rule has changed,`, () => {
      it("waits no longer than a window that was made shorter", async () => {
        const { store } = open();
        const key = newKey();
        await oneCounter(store, newRule(algorithm, { windowSeconds: 3600 }), key).hits(5);
        const shorter = oneCounter(store, newRule(algorithm, { windowSeconds: 60 }), key);

        const { retryAfterSeconds } = await shorter.hit();

        expect(retryAfterSeconds).to.be.within(0, 66);
      });

      for (const before of ALGORITHMS.filter((each) => each !== algorithm))
        it(`starts anew where ${before} counted before it, and forgets both`, async () => {
          const { store } = open();
          const key = newKey();
          const other = oneCounter(store, newRule(before), key);
          await other.hits(5);
          const { hit, peek } = oneCounter(store, newRule(algorithm), key);

          const first = await hit();
          await store.clear(key);

          expect(first).to.include({ allowed: true, remaining: 4 });
          expect([await peek(), await other.peek()]).to.deep.equal([NEW, NEW]);
        });
    });
}
