import { createMemoryCounterStore } from "@sallyport/core";
import { expect } from "chai";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describeCounterModel, type OpenTimedCounters } from "../contract/counter-model.ts";
import { describeCounterStore, newRule, oneCounter } from "../contract/counter-store.ts";
import { describeCounterChanges } from "../contract/counter-changes.ts";
import { describeHitsTogether } from "../contract/counters-together.ts";
import { createTestClock } from "../support/clock.ts";

describe("createMemoryCounterStore", () => {
  const clock = createTestClock();
  const store = createMemoryCounterStore({ clock });

  const current = (): OpenTimedCounters => ({ store, travel: clock.travel, time: () => clock.now().getTime() });
  describeCounterStore("memory", current);
  describeCounterChanges("memory", current);
  describeHitsTogether("memory", current);
  describeCounterModel("memory", current, { numRuns: 300 });

  it("gives back the memory of counters that have expired", async () => {
    // Twenty megabytes of keys.
    for (let count = 0; count < 20_000; count += 1) await hitOnce(`${count}`.padStart(1000));
    const full = heapBytes();

    clock.travel(661);
    for (let count = 0; count < 1000; count += 1) await hitOnce("other");

    expect(full - heapBytes()).to.be.above(10_000_000);
  });

  async function hitOnce(key: string): Promise<void> {
    await oneCounter(store, newRule("sliding-window"), key).hit();
  }
});

/** What is left on the heap after everything that nobody holds was collected. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}
