import { notify } from "../delivery/notify.ts";
import { MfaError } from "../errors.ts";
import { record, type Parts } from "../parts.ts";
import type { Proof } from "../protocol.ts";
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
 * history can't be written, the session ends again: nothing lives that could not be revoked for good.
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
  if (begun.outcome === "full") throw refuse(parts, start, begun.sessions);

  const isUnknownDevice = await keep(parts, { user, shard, begun });
  await endOlderShards(parts, { user, cap, session });
  record(parts, { type: "session_created", userId: user.id, sessionId: session.id, context });
  record(parts, {
    ...{ type: "sign_in_completed", userId: user.id, sessionId: session.id, context },
    data: { mfa: start.proofs.some(({ by }) => by !== "password") },
  });
  for (const { id } of begun.evicted)
    record(parts, { type: "session_evicted", userId: user.id, sessionId: id, reason: "session_limit", context });
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
function refuse(parts: Parts, { user, context }: SessionStart, sessions: readonly SessionEntry[]): MfaError {
  record(parts, { type: "session_refused", userId: user.id, reason: "session_limit", context });
  return new MfaError("ERR-SESSION-LIMIT", { members: { sessions: sessions.map((each) => summariseSession(each)) } });
}

/** Writes the history. True where the user was never seen on such a device. */
async function keep(
  parts: Parts,
  given: { user: User; shard: string; begun: Extract<Begun, { outcome: "begun" }> },
): Promise<boolean> {
  const { user, shard, begun } = given;
  const { sessionHistory } = parts.durable;
  const records = (sessions: readonly SessionEntry[]): ReturnType<typeof toRecord>[] =>
    sessions.map((each) => toRecord(user.id, each));
  let isUnknownDevice = false;
  try {
    const isOver = ({ endsAt }: SessionEntry): boolean => endsAt <= parts.settings.clock.now();
    [isUnknownDevice] = await Promise.all([
      sessionHistory.open(toRecord(user.id, begun.session)),
      sessionHistory.end(records(begun.evicted), "session_limit"),
      sessionHistory.end(records(begun.replaced), "sign_out"),
      sessionHistory.end(records(begun.expired.filter(isOver)), "absolute_timeout"),
      sessionHistory.end(records(begun.expired.filter((each) => !isOver(each))), "idle_timeout"),
    ]);
  } catch (error) {
    await parts.sessionIndex.end(shard, begun.session.id, "not_stored");
    throw error;
  }
  const ended = [...begun.evicted, ...begun.replaced, ...begun.expired];
  await removePayloads(parts, ended);
  if (ended.length > 0) await announceEnd(parts, shard);
  return isUnknownDevice;
}

/** Live connections of ended sessions close at once where they hear of it, and within seconds where not. */
export async function announceEnd(parts: Parts, shard: string): Promise<void> {
  await parts.signals.publish(shard).catch((error: unknown) => {
    parts.settings.logger.warn("live connections could not be told of an ended session", { error: String(error) });
  });
}
