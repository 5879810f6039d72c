import type { NewSession, SessionIndex, Stale } from "@sallyport/core";
import { FIVE, newSession } from "../contract/session-verbs.ts";

/** What the suite does around an index: it reads the epoch, and makes the index whole where it has come back older. */
export interface CheckedSessions {
  /** Signs somebody in, and again where the server refuses for the moment; false where it never worked. */
  signIn(shard: string): Promise<boolean>;
  /** Asks, after what the index had lost is settled. */
  ask<T extends { readonly outcome: string }>(shard: string, call: () => Promise<T | Stale>): Promise<T>;
  /** Every session that was ever sent, whatever came of it. */
  sent(shard: string): readonly NewSession[];
  /** What the server refused with. */
  readonly errors: readonly string[];
}

const TRIES = 50;

/** `endedIds` stands for the history in the database. */
export function checkSessions(index: SessionIndex): CheckedSessions {
  const sent = new Map<string, NewSession[]>();
  const endedIds = new Map<string, string[]>();
  const errors: string[] = [];

  async function ask<T extends { readonly outcome: string }>(
    shard: string,
    call: () => Promise<T | Stale>,
  ): Promise<T> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await call();
      if (!isStale(answer)) return answer;
      await index.reconcile(shard, { fence: answer.fence, endedIds: endedIds.get(shard) ?? [] });
    }
    throw new Error("the index never got whole");
  }

  async function begin(shard: string): Promise<boolean> {
    const session = newSession();
    put(sent, shard, session);
    const { epoch } = await ask(shard, () => index.epoch(shard));
    const begun = await ask(shard, () => index.begin(shard, session, { ...FIVE, epoch }));
    if (begun.outcome !== "begun") return false;
    for (const { id } of begun.evicted) put(endedIds, shard, id);
    return true;
  }

  return {
    ask,
    signIn: async (shard) => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        // Each try is a sign-in of its own: what failed may have begun nevertheless.
        const hasBegun = await begin(shard).catch((error: unknown) => {
          errors.push(String(error));
          return false;
        });
        if (hasBegun) return true;
      }
      return false;
    },
    sent: (shard) => sent.get(shard) ?? [],
    errors,
  };
}

function isStale(answer: { readonly outcome: string }): answer is Stale {
  return answer.outcome === "stale";
}

function put<T>(lists: Map<string, T[]>, shard: string, item: T): void {
  lists.set(shard, [...(lists.get(shard) ?? []), item]);
}
