import type { Parts } from "../parts.ts";
import type { NewSession, SessionCapRule, SessionEntry } from "../stores/session-index.ts";
import type { User } from "../users.ts";
import { toRecord } from "./details.ts";
import { shardsOf } from "./shard.ts";
import { askIndex } from "./whole-index.ts";

interface Beginning {
  readonly user: User;
  readonly cap: SessionCapRule;
  readonly session: NewSession;
}

/**
 * While keys are being changed, a user may have sessions under an older key, in a shard where none begins any more. Where
 * the cap refuses, they take their part of it beforehand.
 */
export async function roomBesideOlder(parts: Parts, { user, cap, session }: Beginning): Promise<number | undefined> {
  const [, ...older] = shardsOf(parts, user.id);
  if (cap.max === undefined || older.length === 0 || !(cap.whenFull === "reject" || cap.whenFull === "ask"))
    return cap.max;
  const counted = (await sessionsIn(parts, user.id, older)).filter((each) => counts(cap, session, each));
  return Math.max(0, cap.max - counted.length);
}

/** Where the cap ends sessions, those under an older key are the oldest: as many of them go as the cap asks for. */
export async function endOlderShards(parts: Parts, { user, cap, session }: Beginning): Promise<void> {
  const [newest, ...older] = shardsOf(parts, user.id);
  if (cap.max === undefined || older.length === 0) return;
  const fits = (each: SessionEntry): boolean => counts(cap, session, each);
  const now = (await sessionsIn(parts, user.id, [newest])).filter(fits).length;
  const surplus = (await sessionsIn(parts, user.id, older)).filter(fits);
  const ended = surplus.slice(0, Math.max(0, now + surplus.length - cap.max));
  await parts.durable.sessionHistory.end(
    ended.map((each) => toRecord(user.id, each)),
    "session_limit",
  );
  for (const { id } of ended) for (const shard of older) await parts.sessionIndex.end(shard, id, "session_limit");
}

function counts(cap: SessionCapRule, session: NewSession, each: SessionEntry): boolean {
  return !cap.perDeviceType || each.deviceType === session.deviceType;
}

async function sessionsIn(parts: Parts, userId: string, shards: readonly string[]): Promise<readonly SessionEntry[]> {
  const lists = shards.map((shard) => askIndex(parts, { userId, shard }, () => parts.sessionIndex.list(shard)));
  return (await Promise.all(lists)).flatMap(({ sessions }) => sessions);
}
