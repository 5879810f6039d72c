import type { LimitRule, LimitState } from "../../counter-store.ts";

/** Everything that an algorithm keeps between two hits: a few numbers. */
export type CounterMemory = readonly number[];

/** What a hit would come to. */
export interface Judgement {
  readonly state: LimitState;
  /** The memory if it is charged. */
  readonly charged: CounterMemory;
  /** How long that has to be kept. */
  readonly keepMs: number;
}

/** Pure: the memory before, the time in milliseconds, and the weight of the hit (0 only looks). */
export type Algorithm = (given: {
  readonly rule: LimitRule;
  readonly memory: CounterMemory;
  readonly now: number;
  readonly cost: number;
}) => Judgement;
