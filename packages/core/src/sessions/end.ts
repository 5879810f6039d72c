import type { EndReason } from "../protocol.ts";
import { MfaError } from "../errors.ts";
import { record, type Parts } from "../parts.ts";
import type { SessionEntry } from "../stores/session-index.ts";
import type { RequestContext } from "../users.ts";
import { announceEnd } from "./begin.ts";
import { toRecord } from "./details.ts";
import { removePayloads } from "./payloads.ts";
import { shardsOf } from "./shard.ts";
import { askIndex, type ShardOfUser } from "./whole-index.ts";

/** One session to end. */
export interface Ending {
  readonly userId: string;
  /** The public handle. */
  readonly id: string;
  readonly reason: EndReason;
  /** Who ends it, where that is not the user. */
  readonly actorId?: string;
  readonly context?: RequestContext;
}

/** Ends one session. `ERR-NOT-FOUND` for one that is not this user's, or is not there: they look alike. */
export async function endSession(parts: Parts, { userId, id, reason, ...by }: Ending): Promise<void> {
  for (const shard of shardsOf(parts, userId)) {
    const { sessions } = await askIndex(parts, { userId, shard }, () => parts.sessionIndex.list(shard));
    const found = sessions.find((session) => session.id === id);
    if (!found) continue;
    await settle(parts, { userId, shard }, { sessions: [found], reason }, () =>
      parts.sessionIndex.end(shard, id, reason).then((ended) => (ended ? [ended] : [])),
    );
    await record(parts, { type: "session_ended", userId, sessionId: id, reason, ...by });
    return;
  }
  throw new MfaError("ERR-NOT-FOUND");
}

/** All sessions of a user, but for one. */
export interface EndingAll {
  readonly userId: string;
  /** The public handle of the one that stays. */
  readonly except?: string | undefined;
  readonly reason: EndReason;
  /** Who ends it, where that is not the user. */
  readonly actorId?: string;
  readonly context?: RequestContext;
}

/**
 * Ends all sessions of a user, and the sign-ins that are under way: one that began before can't finish after (SECURITY.md
 * E10). Returns how many sessions there were.
 */
export async function endAllSessions(parts: Parts, { userId, except, reason, ...by }: EndingAll): Promise<number> {
  let count = 0;
  for (const shard of shardsOf(parts, userId)) {
    const { sessions } = await askIndex(parts, { userId, shard }, () => parts.sessionIndex.list(shard));
    const known = sessions.filter(({ id }) => id !== except);
    const ended = await settle(parts, { userId, shard }, { sessions: known, reason }, () =>
      parts.sessionIndex.endAll(shard, { except, reason }),
    );
    count += ended.length;
  }
  await record(parts, { type: "sessions_invalidated", userId, reason, data: { ended: count }, ...by });
  return count;
}

/**
 * The history first, so that no crash in between loses a revocation; the index even where the history fails, so that the
 * sessions are dead from here on. Where either fails the caller hears of it: what is not durable is not done.
 */
async function settle(
  parts: Parts,
  { userId, shard }: ShardOfUser,
  { sessions, reason }: { sessions: readonly SessionEntry[]; reason: EndReason },
  act: () => Promise<readonly SessionEntry[]>,
): Promise<readonly SessionEntry[]> {
  const { sessionHistory } = parts.durable;
  const write = (entries: readonly SessionEntry[]): Promise<void> =>
    sessionHistory.end(
      entries.map((each) => toRecord(userId, each)),
      reason,
    );
  const [written] = await Promise.allSettled([write(sessions)]);
  const ended = await act();
  await announceEnd(parts, shard);
  await removePayloads(parts, ended);
  if (written.status === "rejected") throw written.reason;
  // Those that began between the list and the end.
  await write(ended.filter(({ id }) => !sessions.some((known) => known.id === id)));
  return ended;
}
