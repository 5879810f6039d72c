import type { Clock } from "@sallyport/core";
import { refuseProduction } from "@sallyport/express/testing";

/** How far to travel; what is given is added up. Negative ways lead back. */
export interface TravelTime {
  readonly seconds?: number;
  readonly minutes?: number;
  readonly hours?: number;
  readonly days?: number;
}

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  /** Moves this process and everything in its stores: locks, sessions and codes run out on the way. */
  travel(by: TravelTime): void;
}

const STEP_MS = 30_000;

/**
 * A clock for `createSallyport({ clock })`. It stands in the middle of a TOTP step: no step ends between two lines of a test.
 * The stores go along: what is kept in PostgreSQL and Redis by their own clocks is as old as the test says. Redis'
 * own expiry alone doesn't travel.
 *
 * @param start - Default now.
 * @throws `Error` where `NODE_ENV` is `production`.
 *
 * @example
 * ```ts
 * import { createSallyport } from "sallyport";
 * import { testClock } from "sallyport/testing";
 * import { users } from "./my-app.js";
 *
 * const clock = testClock();
 * const mfa = await createSallyport({ issuer: "Acme Bank", origin: "https://bank.example", users, clock });
 * clock.travel({ hours: 25 });
 * ```
 */
export function testClock(start: Date = new Date()): TestClock {
  refuseProduction("testClock()");
  const standing = middleOfStep(Date.now());
  let offsetMs = middleOfStep(start.getTime()) - standing;
  return {
    now: () => new Date(standing + offsetMs),
    get offsetMs() {
      return offsetMs;
    },
    travel: ({ seconds = 0, minutes = 0, hours = 0, days = 0 }) => {
      offsetMs += (seconds + 60 * (minutes + 60 * (hours + 24 * days))) * 1000;
    },
  };
}

function middleOfStep(ms: number): number {
  return Math.floor(ms / STEP_MS) * STEP_MS + STEP_MS / 2;
}
