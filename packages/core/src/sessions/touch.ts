import type { EndReason } from "../protocol.ts";
import { MfaError } from "../errors.ts";
import { record, type Parts } from "../parts.ts";
import type { Touch } from "../stores/session-index.ts";
import { announceEnd } from "./begin.ts";
import { fromDetails, toRecord, type SessionDetails } from "./details.ts";
import { removePayloads } from "./payloads.ts";
import { askIndex, type ShardOfUser } from "./whole-index.ts";

/** A session as a request brings it. */
export interface SessionRef extends ShardOfUser {
  /** The session id. */
  readonly key: string;
}

/** Whether it lives, and if not, why. */
export type Liveness = { readonly live: true } | { readonly live: false; readonly reason: EndReason | undefined };

/**
 * Settles what the index said of a request's session (`early`), or asks it. Time that ran out is recorded once, by the
 * request that finds it.
 */
export async function touchSession(parts: Parts, session: SessionRef, early?: Touch): Promise<Liveness> {
  const { shard, key, userId } = session;
  const touch =
    early && early.outcome !== "stale"
      ? early
      : await askIndex(parts, session, () => parts.sessionIndex.touch(shard, key));
  if (touch.outcome === "live") return { live: true };
  if (touch.outcome === "gone") return { live: false, reason: touch.reason };

  const { reason, session: expired } = touch;
  await record(parts, { type: "session_ended", userId, sessionId: expired.id, reason });
  await removePayloads(parts, [expired]);
  await announceEnd(parts, shard);
  // It is over whether this is written now or by the clean-up.
  await parts.durable.sessionHistory.end([toRecord(userId, expired)], reason).catch(() => undefined);
  return { live: false, reason };
}

/** A change of a live session. */
export interface SessionChange extends SessionRef {
  /** The session id from now on. */
  readonly to: string;
  /** What becomes different of its details. */
  readonly changes: Partial<SessionDetails>;
}

/** Moves a session to a new id with new details, in one step. `ERR-UNAUTHENTICATED` where it has ended meanwhile. */
export async function replaceSession(parts: Parts, change: SessionChange): Promise<void> {
  const { shard, key, to } = change;
  const changes = fromDetails(change.changes);
  const { outcome } = await askIndex(parts, change, () =>
    parts.sessionIndex.replace(shard, { from: key, to, changes }),
  );
  if (outcome === "gone") throw new MfaError("ERR-UNAUTHENTICATED");
}
