import type { CounterStore, Hit, LimitAlgorithm, LimitRule, LimitState } from "@sallyport/core";
import { expect } from "chai";
import fc from "fast-check";
import { ALGORITHMS, newKey } from "./counter-store.ts";

/** A store, the way its time passes, and what it is now in milliseconds. */
export interface OpenTimedCounters {
  readonly store: CounterStore;
  travel(seconds: number): void;
  time(): number;
}

/** When something took place: no earlier, no later. Where only the test moves the clock, the two are one. */
interface Span {
  readonly from: number;
  readonly to: number;
}

type Charge = Span & { readonly cost: number };

/** What counts against a hit: at least and at most, for all that is known of when the charges took place. */
interface Used {
  readonly least: number;
  readonly most: number;
}

type Reference = (log: readonly Charge[], now: Span, rule: LimitRule) => Used;

const EPSILON = 1e-6;

const references: Readonly<Record<LimitAlgorithm, Reference>> = {
  /** The charges since the first one of the window, whose end is a window after it. */
  "fixed-window": (log, now, { windowSeconds }) => {
    const windowMs = windowSeconds * 1000;
    let window: Charge[] = [];
    for (const charge of [...log, { ...now, cost: 0 }]) {
      const [first = charge] = window;
      const isOver = charge.from >= first.to + windowMs;
      // So close to the end that nobody can say on which side of it.
      if (!isOver && charge.to >= first.from + windowMs) return { least: 0, most: Infinity };
      window = isOver ? [charge] : [...window, charge];
    }
    return { least: sum(window), most: sum(window) };
  },

  /**
   * At least what is no older than a window. At most what is younger than eleven tenths of it: a tenth is looked at until
   * its end is a window old, so its beginning is eleven tenths old by then.
   */
  "sliding-window": (log, now, { windowSeconds }) => {
    const windowMs = windowSeconds * 1000;
    return {
      least: sum(log.filter(({ from }) => now.to - from <= windowMs)),
      most: sum(log.filter(({ to }) => now.from - to < (windowMs / 10) * 11)),
    };
  },

  /** The stretch up to now that holds the most beyond its even pace. */
  "token-bucket": (log, now, { limit, windowSeconds }) => {
    const pace = limit / (windowSeconds * 1000);
    let [sinceThen, least, most] = [0, 0, 0];
    for (const { from, to, cost } of log.toReversed()) {
      sinceThen += cost;
      least = Math.max(least, sinceThen - (now.to - from) * pace);
      most = Math.max(most, sinceThen - Math.max(0, now.from - to) * pace);
    }
    return { least, most };
  },
};

function sum(charges: readonly Charge[]): number {
  return charges.reduce((total, { cost }) => total + cost, 0);
}

/** One counter with everything that it ever allowed. */
interface Logged {
  readonly key: string;
  readonly rule: LimitRule;
  readonly log: Charge[];
}

/** Holds an answer against the log; `isCharged` says whether the log already holds the hit itself. */
function verify(state: LimitState, given: Logged & { cost: number; now: Span; isCharged: boolean }): void {
  const { rule, log, cost, now, isCharged } = given;
  const capacity = rule.algorithm === "token-bucket" ? rule.burst : rule.limit;
  const usedAfter = (ms: number): Used => {
    const later = Math.max(0, ms);
    return references[rule.algorithm](log, { from: now.from + later, to: now.to + later }, rule);
  };
  const { least, most } = usedAfter(0);
  const price = isCharged ? 0 : cost;

  if (state.allowed) expect(least + price, "more than was promised").to.be.at.most(capacity + EPSILON);
  else expect(most + price, "refused without need").to.be.above(capacity - EPSILON);

  expect(state.remaining, "remaining").to.be.at.least(Math.max(0, Math.floor(capacity - most - EPSILON)));
  expect(state.remaining, "remaining").to.be.at.most(Math.max(0, Math.floor(capacity - least + EPSILON)));

  // Stores round up to whole milliseconds; before the one before there was nothing yet.
  const resetMs = state.resetSeconds * 1000;
  expect(usedAfter(resetMs).least, "left after the reset").to.be.at.most(EPSILON);
  if (resetMs > 0) expect(usedAfter(resetMs - 2).most, "left before the reset").to.be.above(0);

  const retryMs = state.retryAfterSeconds * 1000;
  expect(retryMs > 0, "has to wait").to.equal(!state.allowed);
  if (state.allowed || cost > capacity) return;
  expect(usedAfter(retryMs).least + cost, "after the wait").to.be.at.most(capacity + EPSILON);
  expect(usedAfter(retryMs - 2).most + cost, "before the end of the wait").to.be.above(capacity - EPSILON);
}

interface Step {
  /** Milliseconds, or as long as the last refusal said. */
  readonly wait: number | "as told";
  readonly cost: number;
  /** How many come at the same instant. */
  readonly callers: number;
  /** Hits only the first rule, only the last, or both. */
  readonly target: "first" | "last" | "both";
}

const rules: fc.Arbitrary<LimitRule> = fc
  .record({
    algorithm: fc.constantFrom(...ALGORITHMS),
    limit: fc.integer({ min: 1, max: 9 }),
    windowSeconds: fc.constantFrom(10, 30, 60),
    burst: fc.integer({ min: 1, max: 12 }),
  })
  .map((rule) => (rule.algorithm === "token-bucket" ? rule : { ...rule, burst: rule.limit }));

const steps: fc.Arbitrary<Step> = fc.record({
  wait: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 3000 }) },
    { weight: 2, arbitrary: fc.integer({ min: 3000, max: 70_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(1, 999, 1000, 9000, 10_000, 10_999, 11_000, 30_000, 33_000, 60_000) },
    { weight: 1, arbitrary: fc.constant("as told" as const) },
  ),
  cost: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 0, max: 4 })),
  callers: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 6 })),
  target: fc.constantFrom("first", "last", "both"),
});

/** Random runs of one or two rules, each answer held against everything that was allowed before it. */
export function describeCounterModel(name: string, open: () => OpenTimedCounters, given: { numRuns: number }): void {
  describe(`CounterStore on ${name}, against its whole history,`, () => {
    for (const algorithm of ALGORITHMS)
      it(`keeps the promise of ${algorithm}, and refuses nothing without need`, async () => {
        const first = rules.filter((rule) => rule.algorithm === algorithm);

        await fc.assert(
          fc.asyncProperty(first, rules, fc.array(steps, { maxLength: 40 }), (one, two, plan) =>
            follow(open(), { rules: [one, two], plan }),
          ),
          given,
        );
      });
  });
}

async function follow(
  { store, travel, time }: OpenTimedCounters,
  { rules, plan }: { readonly rules: readonly LimitRule[]; readonly plan: readonly Step[] },
): Promise<void> {
  const counters = rules.map((rule): Logged => ({ key: newKey(), rule, log: [] }));
  let told = 0;
  for (const { wait, cost, callers, target } of plan) {
    travel(wait === "as told" ? told : wait / 1000);
    const hit = counters.filter((_, at) => target === "both" || (target === "first") === (at === 0));
    const hits = hit.map(({ key, rule }): Hit => ({ key, rule, cost }));

    const from = time();
    // One connection keeps their order.
    const answers = await Promise.all(Array.from({ length: callers }, () => store.hit(hits)));
    const now = { from, to: time() };

    for (const states of answers) {
      compare(states, { counters: hit, cost, now });
      told = Math.max(...states.map(({ retryAfterSeconds }) => retryAfterSeconds)) || told;
    }
  }
}

/** Puts what was allowed into the logs, and holds each answer against its own. */
function compare(
  states: readonly LimitState[],
  { counters, cost, now }: { readonly counters: readonly Logged[]; readonly cost: number; readonly now: Span },
): void {
  const isCharged = states.every(({ allowed }) => allowed);
  for (const { log } of isCharged && cost > 0 ? counters : []) log.push({ ...now, cost });
  counters.forEach((logged, at) => {
    verify(states[at] ?? expect.fail("no answer"), { ...logged, cost, now, isCharged });
  });
}
