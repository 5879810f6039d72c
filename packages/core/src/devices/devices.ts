import { act } from "../audit/act.ts";
import { notify } from "../delivery/notify.ts";
import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import { requireReason } from "../limits/reason.ts";
import { record, type Parts } from "../parts.ts";
import { requireFresh, ruleFor } from "../policy/authorise.ts";
import { endAllSessions } from "../sessions/end.ts";
import type { DeviceRecord, TrustEnd } from "../stores/device-store.ts";
import { requireFull, type Subject } from "../subject.ts";
import type { RequestContext, User } from "../users.ts";
import { stampsOf } from "./stamp.ts";
import { reportDevice, summariseDevice, type DeviceReport, type DeviceSummary } from "./summary.ts";
import { familiesOf, readToken } from "./token.ts";
import { trustDevice, type GivenTrust, type Trusting } from "./trust.ts";

/** Who ends a trust, and why: both go into the record. */
export interface DeviceAct {
  readonly by: string;
  readonly reason: string;
}

/** Trusted devices: for the app's admins, and (below the line) for the HTTP layer. */
export interface Devices {
  /** Those of a user that are trusted now, the newest first, with what the trust is worth. */
  list(userId: string): Promise<readonly DeviceReport[]>;
  /** Ends one trust by its handle, or (`"all"`) every one of a user. Returns how many. */
  revoke(userId: string, which: { readonly id: string } | "all", act: DeviceAct): Promise<number>;
  /** Ends the trust and all sessions of its user, who is told. `ERR-NOT-FOUND` for one that is not trusted. */
  markCompromised(userId: string, id: string, act: DeviceAct): Promise<void>;
  /** Forgets trusts that ended or ran out longer ago than the history of sessions is kept. Runs by itself in a suite of `createSallyport`. */
  cleanUp(): Promise<number>;

  /** Names for the cookies of a user's tokens, newest key first; they tell nobody who it is. */
  labelsOf(userId: string): readonly string[];
  /** Whose device a handle names; undefined for one that nobody has. */
  ownerOf(id: string): Promise<string | undefined>;
  listOwn(request: {
    readonly subject: Subject;
    readonly shown?: string | undefined;
  }): Promise<readonly DeviceSummary[]>;
  revokeOwn(request: { readonly subject: Subject; readonly which: { readonly id: string } | "all" }): Promise<number>;
  trust(given: Trusting): Promise<GivenTrust>;
}

/** 96 bits. */
const LABEL_LENGTH = 16;

export function createDevices(parts: Parts): Devices {
  const { devices } = parts.durable;
  const trusted = async (user: User): Promise<readonly DeviceRecord[]> =>
    devices.list(user.id, stampsOf(parts, user, await ruleFor(parts, user)));
  return {
    list: async (userId) => {
      const user = await findUser(parts, userId);
      const now = parts.settings.clock.now();
      return user ? (await trusted(user)).map((device) => reportDevice(device, now)) : [];
    },
    revoke: async (userId, which, why) => {
      requireReason(why.reason);
      return (await endTrust(parts, { userId, which, end: "revoked_by_admin", ...why })).length;
    },
    markCompromised: (userId, id, why) => markCompromised(parts, { userId, id, why }),
    cleanUp: () => devices.cleanUp(parts.settings.sessions.historyDays),
    labelsOf: (userId) => parts.keyRing.macs("device-cookie", userId).map((mac) => mac.slice(0, LABEL_LENGTH)),
    ownerOf: async (id) => (await devices.find(id))?.userId,
    listOwn: async ({ subject, shown }) => {
      requireFull(subject);
      const { user } = subject;
      const token = shown === undefined ? undefined : readToken(shown);
      const [found, currentIds] = await Promise.all([
        trusted(user),
        token ? devices.idsOf(user.id, familiesOf(parts, user.id, token.family)) : [],
      ]);
      return found.map((device) => summariseDevice(device, currentIds));
    },
    revokeOwn: async ({ subject, which }) => {
      await requireFresh(parts, subject);
      const { user, context } = subject;
      const ended = await endTrust(parts, { userId: user.id, which, end: "revoked_by_user", context });
      if (which !== "all" && ended.length === 0) throw new MfaError("ERR-NOT-FOUND");
      return ended.length;
    },
    trust: (given) => trustDevice(parts, given),
  };
}

interface Ending {
  readonly userId: string;
  readonly which: { readonly id: string } | "all";
  readonly end: TrustEnd;
  /** For the record; `end` where left out. */
  readonly reason?: string;
  /** Who, where it was not the user. */
  readonly by?: string;
  readonly context?: RequestContext;
}

/** Ends trusts, and says so. */
export async function endTrust(parts: Parts, ending: Ending): Promise<readonly DeviceRecord[]> {
  const { userId, which, end, reason = end, by, context } = ending;
  const who = { ...(by === undefined ? {} : { actorId: by }), ...(context ? { context } : {}) };
  return act(parts, async (within) => {
    const ended = await within.durable.devices.end(userId, which, end);
    await record(
      within,
      ...ended.map(({ id }) => {
        return { type: "device_revoked", userId, reason, data: { deviceId: id }, ...who } as const;
      }),
    );
    return ended;
  });
}

/** Trust and sessions, or neither: where the sessions can't be ended now, it can be done again. */
async function markCompromised(
  parts: Parts,
  { userId, id, why }: { readonly userId: string; readonly id: string; readonly why: DeviceAct },
): Promise<void> {
  requireReason(why.reason);
  const { reason, by: actorId } = why;
  const device = await act(parts, async (within) => {
    const [ended] = await within.durable.devices.end(userId, { id }, "compromised");
    if (!ended) throw new MfaError("ERR-NOT-FOUND");
    await endAllSessions(within, { userId, reason: "device_compromised", actorId });
    const about = { userId, reason, actorId, data: { deviceId: id } };
    await record(within, { type: "device_revoked", ...about }, { type: "device_compromised", ...about });
    return ended;
  });
  const user = await findUser(parts, userId);
  const told = { deviceName: device.name };
  if (user) await notify(parts, { user, kind: "device_compromised", data: told, context: {} });
}
