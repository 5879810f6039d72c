import { OPERATOR } from "../admin/actor.ts";
import { act } from "../audit/act.ts";
import { record, type Parts } from "../parts.ts";
import type { FailureCount } from "../stores/ports.ts";
import type { Hit, LimitRule, LimitState } from "../stores/counter-store.ts";
import { counterKey, type CounterOwner } from "./counter-key.ts";
import { requireReason } from "./reason.ts";

/** How a user stands with the guesses at their second factor. */
export interface GuessBudget extends FailureCount {
  /** Methods that can be guessed are off: too many failures in a row, or in the last days. */
  readonly isOff: boolean;
}

/** One counter of a rule: its name, and whose it is. */
export interface Counter extends CounterOwner {
  /** The name of the rule, as `rateLimitMfa` was given it. */
  readonly name: string;
}

/** The limits of a suite: for support staff, and (`hit`) for the HTTP layer. */
export interface Limits {
  /** The guesses of a user, over everything. Charges nothing. */
  budget(userId: string): Promise<GuessBudget>;
  /** Lets a user guess again at once. `reason` goes into the record; an empty one is refused with a TypeError. */
  unlock(userId: string, reason: string): Promise<void>;
  /** How a counter stands under a rule. Charges nothing. */
  peek(counter: Counter, rule: LimitRule): Promise<Pick<LimitState, "remaining" | "resetSeconds">>;
  /** Forgets a counter. `reason` goes into the record; an empty one is refused with a TypeError. */
  reset(counter: Counter, reason: string): Promise<void>;
  /** What was counted turned out right: forgets a counter, if the store answers. */
  forgive(counter: Counter): Promise<void>;
  /** The key of a counter in its store. */
  keyOf(counter: Counter): string;
  /** Counts a request against all its rules in one step. `ERR-UNAVAILABLE` where the store does not answer. */
  hit(hits: readonly (Counter & Pick<Hit, "rule" | "cost">)[]): Promise<readonly LimitState[]>;
}

export function createLimits(parts: Parts): Limits {
  const { counters, durable, settings } = parts;
  const keyOf = ({ name, ...owner }: Counter): string => counterKey(parts, name, owner);
  return {
    budget: async (userId) => {
      const { maxInARow, maxRecent } = settings.limits;
      const count = await durable.failures.count(userId, settings.limits);
      return { ...count, isOff: count.inARow >= maxInARow || count.recent >= maxRecent };
    },
    unlock: async (userId, reason) => {
      requireReason(reason);
      await act(parts, async (within) => {
        await within.durable.failures.forget(userId);
        await record(within, { type: "admin_unlocked", userId, reason, actorId: OPERATOR });
      });
    },
    peek: async (counter, rule) => {
      const { remaining, resetSeconds } = await counters.peek(keyOf(counter), rule);
      return { remaining, resetSeconds };
    },
    reset: async (counter, reason) => {
      requireReason(reason);
      const { name, userId } = counter;
      // First: what can't be recorded is not loosened.
      await record(parts, {
        ...{ type: "rate_limit_reset", reason, actorId: OPERATOR, data: { name } },
        ...(userId === undefined ? {} : { userId }),
      });
      await counters.clear(keyOf(counter));
    },
    forgive: (counter) =>
      counters.clear(keyOf(counter)).catch(() => {
        // It stays counted: too strict for a while, which the store's own alarm has told already.
      }),
    keyOf,
    hit: (hits) => counters.hit(hits.map(({ rule, cost, ...counter }) => ({ key: keyOf(counter), rule, cost }))),
  };
}
