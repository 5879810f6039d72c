import type { Parts } from "../parts.ts";
import type { MethodType } from "../protocol.ts";
import type { CodeBinding } from "./sent-code/code.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { DurableStores } from "../stores/ports.ts";

/** A code that somebody offers for a user's second factor. */
export interface Guess {
  readonly userId: string;
  readonly methods: readonly MethodRecord[];
  /** One method of several of the same type; all of them are tried where left out. */
  readonly methodId?: string | undefined;
  readonly code: string;
  /** What it is offered for: a code that was sent for another sign-in is no good here. */
  readonly ground: Pick<CodeBinding, "purpose" | "boundTo">;
}

/** A right code, not yet used: `claim` uses it up, for exactly one of any number of parallel requests. */
export interface Match {
  readonly type: MethodType;
  readonly methodId?: string;
  claim(stores: DurableStores): Promise<boolean>;
}

/** What came of looking at it. The reason is for the record; outside, all of them look alike. */
export type Verdict = { readonly match: Match } | { readonly match?: undefined; readonly reason: string };

/** Looks at a guess of one type. What it is right for is still there afterwards. */
export type Verify = (parts: Parts, guess: Guess) => Promise<Verdict>;
