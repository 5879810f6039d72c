import type { Clock } from "@sallyport/core";

/**
 * A clock that only tests move: it stands in the middle of a TOTP step, so that no step ends between two lines of a
 * test. `travel` takes the stores along; `skew` puts only this process's clock wrong.
 */
export interface TestClock extends Clock {
  travel(seconds: number): void;
  skew(seconds: number): void;
}

const STEP_MS = 30_000;

export function createTestClock(): TestClock {
  const standing = Math.floor(Date.now() / STEP_MS) * STEP_MS + STEP_MS / 2;
  let travelledMs = 0;
  let skewMs = 0;
  return {
    now: () => new Date(standing + travelledMs + skewMs),
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
