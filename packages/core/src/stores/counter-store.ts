/** How hits are counted (docs/limits.md says how to choose). */
export type LimitAlgorithm = "fixed-window" | "sliding-window" | "token-bucket";

/** So many in so long. */
export interface LimitRule {
  /**
   * `fixed-window`: a window begins with its first hit. `sliding-window`: never more than `limit` in any stretch of
   * `windowSeconds`, counted in tenths of it. `token-bucket`: `limit` per window at an even pace, `burst` at once.
   */
  readonly algorithm: LimitAlgorithm;
  readonly limit: number;
  readonly windowSeconds: number;
  /** Only for `token-bucket`. Default: `limit`. */
  readonly burst: number;
}

/** One request against one rule. */
export interface Hit {
  readonly key: string;
  readonly rule: LimitRule;
  /** How much it counts. */
  readonly cost: number;
}

/** How a rule stands after a hit. */
export interface LimitState {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until it is as if nothing had been. */
  readonly resetSeconds: number;
  /** Until this hit would be allowed; 0 where it was. */
  readonly retryAfterSeconds: number;
}

/** Counters that expire by themselves, on the store's own clock. */
export interface CounterStore {
  /**
   * Counts a request against all its rules in one step: where one refuses, none is charged. Where a store keeps its keys on
   * several nodes (a Redis Cluster), each rule is one step of its own, and one that allows is charged whatever the others
   * say: stricter, never wider.
   */
  hit(hits: readonly Hit[]): Promise<readonly LimitState[]>;
  /** Looks without charging. */
  peek(key: string, rule: LimitRule): Promise<LimitState>;
  /** Forgets a counter. */
  clear(key: string): Promise<void>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}
