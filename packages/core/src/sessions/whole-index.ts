import { MfaError } from "../errors.ts";
import type { Parts } from "../parts.ts";
import type { Stale } from "../stores/session-index.ts";
import { removePayloads } from "./payloads.ts";

/** Whose sessions, and where they lie. */
export interface ShardOfUser {
  readonly userId: string;
  readonly shard: string;
}

/** The server can change again while it is being checked; more often than this in a row is an outage. */
const TRIES = 3;

/**
 * Asks the index, and first makes it whole where it came back with an older memory: what the history knows as ended is
 * removed before anything is decided (SECURITY.md Q7). Needs the history only then; without it, nobody gets in.
 */
export async function askIndex<T extends { readonly outcome: string }>(
  parts: Parts,
  user: ShardOfUser,
  call: () => Promise<T | Stale>,
): Promise<Exclude<T, Stale>> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await call();
    if (!isStale(answer)) return answer as Exclude<T, Stale>;
    await makeWhole(parts, user, answer.fence);
  }
  throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1 });
}

function isStale(answer: { readonly outcome: string }): answer is Stale {
  return answer.outcome === "stale";
}

async function makeWhole(parts: Parts, { userId, shard }: ShardOfUser, fence: string): Promise<void> {
  const endedIds = await parts.durable.sessionHistory.endedIds(userId);
  const removed = await parts.sessionIndex.reconcile(shard, { fence, endedIds });
  if (removed.length === 0) return;
  parts.settings.logger.warn("the session index had lost revocations; they are in force again", {
    sessions: removed.length,
  });
  await removePayloads(parts, removed);
}
