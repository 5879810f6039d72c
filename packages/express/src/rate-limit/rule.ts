import type { CounterOwner, LimitAlgorithm, LimitRule, User } from "@sallyport/core";
import type { NextFunction, Request, Response } from "express";

/** What a rule may be adapted to. */
export interface AdaptContext {
  readonly req: Request;
  /** Whoever is signed in, or on the way to it. */
  readonly user: User | undefined;
  readonly address: string | undefined;
  /** How busy this process was over the last second: 0 idle, 1 never idle. */
  readonly load: number;
}

/** What `onLimited` is told. */
export interface Limited {
  /** The rule that refused. */
  readonly name: string;
  readonly retryAfterSeconds: number;
}

/** Whose requests a rule counts together. */
export type LimitKey =
  | "user-and-address"
  | "user"
  | "address"
  /** Text is compared in its canonical form. `undefined`: the rule does not count this request. */
  | ((req: Request) => string | CounterOwner | undefined);

/** One rule of `rateLimitMfa`. */
export interface RateLimitRule {
  /** Unique in the app, since it names the counter: lower-case letters, digits and `-`. Shown in the headers. */
  readonly name: string;
  /** How many requests. */
  readonly limit: number;
  /** In how many seconds, up to 31 days. */
  readonly windowSeconds: number;
  /** Default `sliding-window`: never more than `limit` in any stretch of the window. */
  readonly algorithm?: LimitAlgorithm;
  /** For `token-bucket`: how many at once. Default: `limit`. */
  readonly burst?: number;
  /**
   * Default `user-and-address`; of a request from nobody, the address alone. A rule by `user` does not count requests from
   * nobody.
   */
  readonly key?: LimitKey;
  /** How much a request counts. Default 1; 0 counts nothing. */
  readonly cost?: number | ((req: Request) => number);
  /** True for requests that this rule lets through uncounted. */
  readonly skip?: (req: Request) => boolean | Promise<boolean>;
  /** Answers in place of the problem document. The headers are set already. */
  readonly onLimited?: (req: Request, res: Response, next: NextFunction, limited: Limited) => void;
  /** A factor from 0 to 1 that the limit is multiplied by, down to one request; more than 1 is 1. Tightens, never widens. */
  readonly adapt?: (context: AdaptContext) => number | Promise<number>;
  /**
   * When the counters can't be reached: `closed` (default) answers 503, `local` counts in this process until they are
   * back, so that N processes let N times the limit through.
   */
  readonly onStoreError?: "closed" | "local";
}

/** A rule with every default in its place. */
export interface ResolvedRule extends LimitRule {
  readonly name: string;
  readonly key: LimitKey;
  readonly cost: number | ((req: Request) => number);
  readonly skip: RateLimitRule["skip"];
  readonly onLimited: RateLimitRule["onLimited"];
  readonly adapt: RateLimitRule["adapt"];
  readonly onStoreError: "closed" | "local";
}
