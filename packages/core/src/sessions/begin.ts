import type { NewEvent } from "../events.ts";
import { notify } from "../delivery/notify.ts";
import { MfaError } from "../errors.ts";
import { record, type Parts } from "../parts.ts";
import type { EndReason, Proof } from "../protocol.ts";
import { newId } from "../secrets/random.ts";
import type { Begun, NewSession, SessionEntry } from "../stores/session-index.ts";
import type { RequestContext, User } from "../users.ts";
import { resolveCap, type SessionCap } from "./cap.ts";
import { fromDetails, summariseSession, toRecord } from "./details.ts";
import { describeDevice } from "./device.ts";
import { locate } from "./locate.ts";
import { maskAddress } from "./masked-address.ts";
import { endOlderShards, roomBesideOlder } from "./older-shards.ts";
import { removePayloads } from "./payloads.ts";
import { shardsOf } from "./shard.ts";
import { askIndex } from "./whole-index.ts";

/** A sign-in that has passed its last stage and wants its session. */
export interface SessionStart {
  readonly user: User;
  /** The session id that the browser will hold. */
  readonly key: string;
  /** As it was when the sign-in began (`Sessions.epoch`). */
  readonly epoch: string;
  readonly proofs: readonly Proof[];
  readonly cap: SessionCap | undefined;
  /** The session id of the same user that this browser held until now; it ends in the same step. */
  readonly replaces?: string | undefined;
  readonly context: RequestContext;
}

/**
 * Puts a session into the index, within the cap, and into the history. Refuses with `ERR-SESSION-LIMIT` (the cap says
 * reject or ask) and with `ERR-MFA-CHALLENGE-INVALID` where all sessions were ended since the sign-in began. When the
 * history or the audit trail can't be written, the session ends again: nothing lives that could not be revoked for good, or that
 * nobody knows of.
 */
export async function beginSession(parts: Parts, start: SessionStart): Promise<{ readonly id: string }> {
  const { user, context } = start;
  const [shard] = shardsOf(parts, user.id);
  const session = await newSession(parts, start);
  const fallback = { max: parts.settings.sessions.max, whenFull: parts.settings.sessions.whenFull };
  const cap = await resolveCap(start.cap, { user, deviceType: session.deviceType, fallback });
  const rule = { ...cap, max: await roomBesideOlder(parts, { user, cap, session }) };

  const { epoch, replaces } = start;
  const begun = await askIndex(parts, { userId: user.id, shard }, () =>
    parts.sessionIndex.begin(shard, session, { ...rule, epoch, replaces }),
  );
  if (begun.outcome === "superseded") throw new MfaError("ERR-MFA-CHALLENGE-INVALID");
  if (begun.outcome === "full") throw await refuse(parts, start, begun.sessions);

  const isUnknownDevice = await keep(parts, { start, shard, begun });
  await endOlderShards(parts, { user, cap, session });
  if (isUnknownDevice) await notify(parts, { user, kind: "new_device", data: {}, context });
  return { id: session.id };
}

async function newSession(parts: Parts, { user, key, proofs, context }: SessionStart): Promise<NewSession> {
  const { clock, random, sessions } = parts.settings;
  const { deviceType, ...device } = describeDevice(context);
  const location = await locate(parts, context.ip);
  const { tenantId } = user;
  return {
    id: newId({ clock, random }),
    key,
    deviceType,
    details: fromDetails({ ...device, ip: maskAddress(context.ip), location, tenantId, proofs }),
    idleSeconds: sessions.idleSeconds,
    absoluteSeconds: sessions.absoluteSeconds,
  };
}

/** A refusal is no failed sign-in: it has an event of its own, and says what there is. */
async function refuse(
  parts: Parts,
  { user, context }: SessionStart,
  sessions: readonly SessionEntry[],
): Promise<MfaError> {
  await record(parts, { type: "session_refused", userId: user.id, reason: "session_limit", context });
  return new MfaError("ERR-SESSION-LIMIT", { members: { sessions: sessions.map((each) => summariseSession(each)) } });
}

type BegunSession = Extract<Begun, { outcome: "begun" }>;

/** Sessions that had to go, and those that were found over. */
function endingsOf(parts: Parts, { evicted, replaced, expired }: BegunSession): readonly SessionEnding[] {
  const now = parts.settings.clock.now();
  const isOver = ({ endsAt }: SessionEntry): boolean => endsAt <= now;
  const endings: readonly SessionEnding[] = [
    { sessions: evicted, reason: "session_limit" },
    { sessions: replaced, reason: "sign_out" },
    { sessions: expired.filter(isOver), reason: "absolute_timeout" },
    { sessions: expired.filter((each) => !isOver(each)), reason: "idle_timeout" },
  ];
  return endings.filter(({ sessions }) => sessions.length > 0);
}

interface SessionEnding {
  readonly sessions: readonly SessionEntry[];
  readonly reason: EndReason;
}

function eventsOf(
  { user, proofs, context }: SessionStart,
  { session }: BegunSession,
  endings: readonly SessionEnding[],
): readonly NewEvent[] {
  const about = { userId: user.id, sessionId: session.id, context };
  const mfa = proofs.some(({ by }) => by !== "password");
  const ended = endings.flatMap(({ sessions, reason }) =>
    sessions.map(({ id }): NewEvent => {
      const type = reason === "session_limit" ? "session_evicted" : "session_ended";
      return { type, ...about, sessionId: id, reason };
    }),
  );
  return [{ type: "session_created", ...about }, { type: "sign_in_completed", ...about, data: { mfa } }, ...ended];
}

/** Writes the history and the audit trail. True where the user was never seen on such a device. */
async function keep(
  parts: Parts,
  { start, shard, begun }: { start: SessionStart; shard: string; begun: BegunSession },
): Promise<boolean> {
  const userId = start.user.id;
  const { sessionHistory } = parts.durable;
  const endings = endingsOf(parts, begun);
  const written = toRecord(userId, begun.session);
  const [opened, ...others] = await Promise.allSettled([
    sessionHistory.open(written),
    record(parts, ...eventsOf(start, begun, endings)),
    ...endings.map(({ sessions, reason }) =>
      sessionHistory.end(
        sessions.map((each) => toRecord(userId, each)),
        reason,
      ),
    ),
  ]);
  const failed = [opened, ...others].find((each) => each.status === "rejected");
  if (failed) {
    await parts.sessionIndex.end(shard, begun.session.id, "not_stored");
    // Where the history is what failed, it holds nothing that would have to end.
    await sessionHistory.end([written], "not_stored").catch(() => undefined);
    throw failed.reason;
  }
  const ended = endings.flatMap(({ sessions }) => sessions);
  await removePayloads(parts, ended);
  if (ended.length > 0) await announceEnd(parts, shard);
  return opened.status === "fulfilled" && opened.value;
}

/** Live connections of ended sessions close at once where they hear of it, and within seconds where not. */
export async function announceEnd(parts: Parts, shard: string): Promise<void> {
  await parts.signals.publish(shard).catch((error: unknown) => {
    parts.settings.logger.warn("live connections could not be told of an ended session", { error: String(error) });
  });
}
