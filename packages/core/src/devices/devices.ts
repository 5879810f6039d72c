import { notify } from "../delivery/notify.ts";
import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
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

/** Trusted devices: for the app's admins, and (below the line) for the HTTP layer. */
export interface Devices {
  /** Those of a user that are trusted now, the newest first, with what the trust is worth. */
  list(userId: string): Promise<readonly DeviceReport[]>;
  /** Ends one trust by its handle, or (`"all"`) every one of a user. Returns how many. `reason` goes into the record. */
  revoke(userId: string, which: { readonly id: string } | "all", reason: string): Promise<number>;
  /** Ends the trust and all sessions of its user, who is told. `ERR-NOT-FOUND` for one that is not trusted. */
  markCompromised(userId: string, id: string, reason: string): Promise<void>;

  /** Whose device a handle names; undefined for one that nobody has. */
  ownerOf(id: string): Promise<string | undefined>;
  listOwn(request: {
    readonly subject: Subject;
    readonly shown?: string | undefined;
  }): Promise<readonly DeviceSummary[]>;
  revokeOwn(request: { readonly subject: Subject; readonly which: { readonly id: string } | "all" }): Promise<number>;
  trust(given: Trusting): Promise<GivenTrust>;
}

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
    revoke: async (userId, which, reason) =>
      (await endTrust(parts, { userId, which, by: "revoked_by_admin", reason })).length,
    markCompromised: (userId, id, reason) => markCompromised(parts, { userId, id, reason }),
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
      const ended = await endTrust(parts, { userId: user.id, which, by: "revoked_by_user", context });
      if (which !== "all" && ended.length === 0) throw new MfaError("ERR-NOT-FOUND");
      return ended.length;
    },
    trust: (given) => trustDevice(parts, given),
  };
}

interface Ending {
  readonly userId: string;
  readonly which: { readonly id: string } | "all";
  readonly by: TrustEnd;
  /** For the record; `by` where left out. */
  readonly reason?: string;
  readonly context?: RequestContext;
}

/** Ends trusts, and says so. */
export async function endTrust(
  parts: Parts,
  { userId, which, by, reason = by, context }: Ending,
): Promise<readonly DeviceRecord[]> {
  const ended = await parts.durable.devices.end(userId, which, by);
  for (const { id } of ended)
    record(parts, { type: "device_revoked", userId, reason, data: { deviceId: id }, ...(context ? { context } : {}) });
  return ended;
}

async function markCompromised(
  parts: Parts,
  { userId, id, reason }: { readonly userId: string; readonly id: string; readonly reason: string },
): Promise<void> {
  const [device] = await endTrust(parts, { userId, which: { id }, by: "compromised", reason });
  if (!device) throw new MfaError("ERR-NOT-FOUND");
  record(parts, { type: "device_compromised", userId, reason, data: { deviceId: id } });
  await endAllSessions(parts, { userId, reason: "device_compromised" });
  const user = await findUser(parts, userId);
  const data = { deviceName: device.name };
  if (user) await notify(parts, { user, kind: "device_compromised", data, context: {} });
}
