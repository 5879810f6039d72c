import type { Clock } from "@sallyport/core";

/** A clock that tests move. `travel` takes the stores along; `skew` puts only this process's clock wrong. */
export interface TestClock extends Clock {
  travel(seconds: number): void;
  skew(seconds: number): void;
}

export function createTestClock(): TestClock {
  let travelledMs = 0;
  let skewMs = 0;
  return {
    now: () => new Date(Date.now() + travelledMs + skewMs),
    get offsetMs() {
      return travelledMs;
    },
    travel: (seconds) => {
      travelledMs += seconds * 1000;
    },
    skew: (seconds) => {
      skewMs += seconds * 1000;
    },
  };
}
