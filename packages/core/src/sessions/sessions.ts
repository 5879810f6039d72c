import type { EndReason } from "../protocol.ts";
import type { Parts } from "../parts.ts";
import type { Touch } from "../stores/session-index.ts";
import type { SessionRecord } from "../stores/session-history.ts";
import type { Subject } from "../subject.ts";
import { beginSession, type SessionStart } from "./begin.ts";
import type { SessionCap } from "./cap.ts";
import type { SessionSummary } from "./details.ts";
import { readEpoch } from "./epoch.ts";
import { endAllSessions, endSession, type Ending, type EndingAll } from "./end.ts";
import { extendSession, listSessions, sessionStats, type SessionStats } from "./list.ts";
import { shardsOf } from "./shard.ts";
import { endOwnSession, invalidateOwnSessions } from "./own.ts";
import { replaceSession, touchSession, type Liveness, type SessionChange, type SessionRef } from "./touch.ts";

/** The sessions of a suite: for the app's admins, and (below the line) for the HTTP layer. */
export interface Sessions {
  /** Live sessions of a user, oldest first. */
  list(userId: string, currentId?: string): Promise<readonly SessionSummary[]>;
  /** What began and ended lately, newest first. Default limit 100. */
  history(userId: string, limit?: number): Promise<readonly SessionRecord[]>;
  /** Figures about them; `cap` as mounted. */
  stats(userId: string, cap?: SessionCap): Promise<SessionStats>;
  /** What the user of a session does with their own: other ones take a recent proof of one factor. */
  endOwn(request: { subject: Subject; id: string }): Promise<void>;
  invalidateOwn(request: { subject: Subject; includeCurrent: boolean }): Promise<number>;
  /** Ends one by its handle. `ERR-NOT-FOUND` where this user has no such session. */
  end(ending: Ending): Promise<void>;
  /** Ends all of a user, and the sign-ins under way. Returns how many. Default reason `ended_by_admin`. */
  endAll(userId: string, reason?: EndReason): Promise<number>;
  /** Moves the idle deadline of one. */
  extend(request: Parameters<typeof extendSession>[1]): ReturnType<typeof extendSession>;
  /** Closes the history of what ran out, and forgets what is past the retention. Runs by itself in a suite of `createSallyport`. */
  cleanUp(): Promise<number>;

  /** The shard that a new session of this user goes to. */
  shardOf(userId: string): string;
  /** How often all sessions of this user were ended so far: a sign-in that begins now ends with the next time. */
  epoch(userId: string): Promise<string>;
  begin(start: SessionStart): Promise<{ readonly id: string }>;
  /**
   * The index alone, without settling anything and without a deadline of its own: for what leaves together with the load
   * of the payload.
   */
  look(shard: string, key: string): Promise<Touch>;
  touch(session: SessionRef, early?: Touch): Promise<Liveness>;
  replace(change: SessionChange): Promise<void>;
  endOthers(ending: EndingAll): Promise<number>;
  /** Calls `listener` when sessions of this shard may have ended. */
  listen(shard: string, listener: () => void): Promise<() => Promise<void>>;
}

const HISTORY_LIMIT = 100;

export function createSessions(parts: Parts): Sessions {
  const { signals, durable, settings } = parts;
  return {
    list: (userId, currentId) => listSessions(parts, userId, currentId),
    history: (userId, limit = HISTORY_LIMIT) => durable.sessionHistory.list(userId, limit),
    stats: (userId, cap) => sessionStats(parts, userId, cap),
    endOwn: (request) => endOwnSession(parts, request),
    invalidateOwn: (request) => invalidateOwnSessions(parts, request),
    end: (ending) => endSession(parts, ending),
    endAll: (userId, reason = "ended_by_admin") => endAllSessions(parts, { userId, reason }),
    extend: (request) => extendSession(parts, request),
    cleanUp: () => durable.sessionHistory.cleanUp({ retentionDays: settings.sessions.historyDays }),
    shardOf: (userId) => shardsOf(parts, userId)[0],
    epoch: (userId) => readEpoch(parts, userId),
    begin: (start) => beginSession(parts, start),
    look: parts.look,
    touch: (session, early) => touchSession(parts, session, early),
    replace: (change) => replaceSession(parts, change),
    endOthers: (ending) => endAllSessions(parts, ending),
    listen: (shard, listener) => signals.subscribe(shard, listener),
  };
}
