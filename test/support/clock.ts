import type { Clock } from "@sallyport/core";
import { testClock } from "sallyport/testing";

/** The clock of `sallyport/testing`, in seconds, and one more way to move it: `skew` puts only this process's clock wrong. */
export interface TestClock extends Clock {
  travel(seconds: number): void;
  skew(seconds: number): void;
}

export function createTestClock(): TestClock {
  const clock = testClock();
  let skewMs = 0;
  return {
    now: () => new Date(clock.now().getTime() + skewMs),
    get offsetMs() {
      return clock.offsetMs;
    },
    travel: (seconds) => {
      clock.travel({ seconds });
    },
    skew: (seconds) => {
      skewMs += seconds * 1000;
    },
  };
}
