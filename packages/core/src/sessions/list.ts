import type { DeviceType } from "../protocol.ts";
import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import { record, type Parts } from "../parts.ts";
import type { SessionEntry } from "../stores/session-index.ts";
import type { RequestContext } from "../users.ts";
import { resolveCap, type SessionCap } from "./cap.ts";
import { expiryOf, summariseSession, type SessionSummary } from "./details.ts";
import { shardsOf } from "./shard.ts";
import { askIndex } from "./whole-index.ts";

/** Live sessions of a user, oldest first. */
export async function listSessions(
  parts: Parts,
  userId: string,
  currentId?: string,
): Promise<readonly SessionSummary[]> {
  return (await liveSessions(parts, userId)).map((session) => summariseSession(session, currentId));
}

async function liveSessions(parts: Parts, userId: string): Promise<readonly SessionEntry[]> {
  const shards = [...shardsOf(parts, userId)].reverse();
  const lists = shards.map((shard) => askIndex(parts, { userId, shard }, () => parts.sessionIndex.list(shard)));
  return (await Promise.all(lists)).flatMap(({ sessions }) => sessions);
}

/** Figures about a user's sessions. */
export interface SessionStats {
  readonly active: number;
  /** How many there may be; null where no cap holds. Where it differs by device type: the sum. */
  readonly max: number | null;
  readonly createdLast24h: number;
  readonly byDeviceType: Readonly<Partial<Record<DeviceType, number>>>;
  readonly oldestCreatedAt: Date | null;
}

/** Figures about a user; `max` is what `cap` allows them, where there is one. */
export async function sessionStats(parts: Parts, userId: string, cap?: SessionCap): Promise<SessionStats> {
  const [sessions, createdLast24h, max] = await Promise.all([
    liveSessions(parts, userId),
    parts.durable.sessionHistory.countLastDay(userId),
    maxOf(parts, userId, cap),
  ]);
  const byDeviceType: Partial<Record<DeviceType, number>> = {};
  for (const { deviceType } of sessions) byDeviceType[deviceType] = (byDeviceType[deviceType] ?? 0) + 1;
  return {
    active: sessions.length,
    max,
    createdLast24h,
    byDeviceType,
    oldestCreatedAt: sessions[0]?.createdAt ?? null,
  };
}

const DEVICE_TYPES: readonly DeviceType[] = ["desktop", "mobile", "tablet", "other"];

async function maxOf(parts: Parts, userId: string, cap: SessionCap | undefined): Promise<number | null> {
  const user = cap && (await findUser(parts, userId));
  if (!user) return null;
  const { max, whenFull } = parts.settings.sessions;
  const rules = await Promise.all(
    DEVICE_TYPES.map((deviceType) => resolveCap(cap, { user, deviceType, fallback: { max, whenFull } })),
  );
  const [first] = rules;
  if (first?.max === undefined) return null;
  return first.perDeviceType ? rules.reduce((sum, rule) => sum + (rule.max ?? 0), 0) : first.max;
}

/** Moves the idle deadline of one session; the absolute end stays where it is. `ERR-NOT-FOUND` for a stranger's. */
export async function extendSession(
  parts: Parts,
  { userId, id, context }: { userId: string; id: string; context?: RequestContext },
): Promise<{ readonly expiresAt: Date }> {
  for (const shard of shardsOf(parts, userId)) {
    const answer = await askIndex(parts, { userId, shard }, () => parts.sessionIndex.extend(shard, id));
    if (answer.outcome === "gone") continue;
    await record(parts, { type: "session_extended", userId, sessionId: id, ...(context ? { context } : {}) });
    return { expiresAt: expiryOf(answer.session) };
  }
  throw new MfaError("ERR-NOT-FOUND");
}
