import type { Clock } from "../../clock.ts";
import type { CounterStore, Hit, LimitRule } from "../counter-store.ts";
import type { CounterMemory, Judgement } from "./counting/algorithm.ts";
import { algorithms } from "./counting/algorithms.ts";

interface Counter {
  readonly memory: CounterMemory;
  readonly expiresAt: number;
}

/** How many hits between two sweeps of what has expired. */
const SWEEP_EVERY = 1000;

/** Counters in the memory of one process. A hit is one turn of the event loop, which makes it atomic here. */
export function createMemoryCounterStore({ clock }: { readonly clock: Clock }): CounterStore {
  const counters = new Map<string, Counter>();
  let hits = 0;

  function sweep(now: number): void {
    hits += 1;
    if (hits % SWEEP_EVERY !== 0) return;
    for (const [key, { expiresAt }] of counters) if (expiresAt <= now) counters.delete(key);
  }

  function judge({ key, rule, cost }: Hit, now: number): Judgement {
    const counter = counters.get(keyOf(key, rule.algorithm));
    const memory = counter && counter.expiresAt > now ? counter.memory : [];
    return algorithms[rule.algorithm]({ rule, memory, now, cost });
  }

  return {
    hit: (given) => {
      const now = clock.now().getTime();
      sweep(now);
      const judgements = given.map((hit) => judge(hit, now));
      if (!judgements.every(({ state }) => state.allowed))
        // A rule that would have allowed the hit is not charged for it either.
        return Promise.resolve(
          judgements.map(({ state }, index) => {
            const hit = given[index];
            return state.allowed && hit ? judge({ ...hit, cost: 0 }, now).state : state;
          }),
        );
      given.forEach(({ key, rule, cost }, index) => {
        const judgement = judgements[index];
        if (judgement && cost > 0)
          counters.set(keyOf(key, rule.algorithm), { memory: judgement.charged, expiresAt: now + judgement.keepMs });
      });
      return Promise.resolve(judgements.map(({ state }) => state));
    },
    peek: (key: string, rule: LimitRule) => Promise.resolve(judge({ key, rule, cost: 0 }, clock.now().getTime()).state),
    clear: (key) => {
      for (const algorithm of Object.keys(algorithms)) counters.delete(keyOf(key, algorithm));
      return Promise.resolve();
    },
    ping: () => Promise.resolve(),
  };
}

/** Each algorithm keeps something else: another one starts anew. */
function keyOf(key: string, algorithm: string): string {
  return `${algorithm}:${key}`;
}
