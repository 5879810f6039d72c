import { act } from "../audit/act.ts";
import type { DeviceRecord } from "../stores/device-store.ts";
import { record, type Parts } from "../parts.ts";
import { ruleFor } from "../policy/authorise.ts";
import type { MethodType } from "../protocol.ts";
import { newId } from "../secrets/random.ts";
import { describeDevice } from "../sessions/device.ts";
import type { RequestContext, User } from "../users.ts";
import { sightingOf } from "./sighting.ts";
import { stampsOf } from "./stamp.ts";
import { familiesOf, hashesOf, makeToken, readToken, writeToken } from "./token.ts";

/** A device whose user has shown a second factor in this request, and asks to be remembered. */
export interface Trusting {
  readonly user: User;
  /** What was shown. */
  readonly by: MethodType;
  /** The token that this browser held for this user until now; its trust is replaced. */
  readonly shown?: string | undefined;
  /** How long. Default: `trustedDevices.days`. */
  readonly days?: number | undefined;
  /** How many a user may have; the oldest goes. Default: `trustedDevices.max`. */
  readonly max?: number | undefined;
  readonly context: RequestContext;
}

/** A trust, and the token that goes to the browser this once. */
export interface GivenTrust {
  readonly id: string;
  readonly name: string;
  readonly expiresAt: Date;
  readonly token: string;
}

/** Gives trust. Whoever calls has seen a second factor in the same request: trust never comes from a flag alone (SECURITY.md F6). */
export async function trustDevice(parts: Parts, given: Trusting): Promise<GivenTrust> {
  const { user, by, context } = given;
  const { days, max } = parts.settings.trustedDevices;
  const old = given.shown === undefined ? undefined : readToken(given.shown);
  const token = makeToken(parts);
  const { families, tokens } = hashesOf(parts, user.id, token);
  const { browser, os, deviceType } = describeDevice(context);
  const [stamp] = stampsOf(parts, user, await ruleFor(parts, user));

  const trust = {
    ...{ id: newId(parts.settings), userId: user.id, tenantId: user.tenantId ?? null, deviceType, trustedBy: by },
    stamp,
    name: [browser, os].filter((word) => word !== undefined).join(" on ") || "Unknown device",
    trusted: sightingOf(parts, context),
    family: families[0] ?? "",
    token: tokens[0] ?? "",
    days: given.days ?? days,
  };
  const limits = { max: given.max ?? max, replaces: old ? familiesOf(parts, user.id, old.family) : [] };
  const device = await act(parts, async (within) => {
    const given = await within.durable.devices.trust(trust, limits);
    await recordTrust(within, { user, by, context, ...given });
    return given.device;
  });
  return { id: device.id, name: device.name, expiresAt: device.expiresAt, token: writeToken(token) };
}

interface Recorded extends Pick<Trusting, "user" | "by" | "context"> {
  readonly device: DeviceRecord;
  /** Those that had to go. */
  readonly ended: readonly DeviceRecord[];
}

function recordTrust(within: Parts, { user, by, context, device, ended }: Recorded): Promise<void> {
  const about = { userId: user.id, context };
  return record(
    within,
    { type: "device_trusted", ...about, methodType: by, data: { deviceId: device.id } },
    ...ended.map(({ id, endReason }) => {
      return { type: "device_revoked", ...about, reason: endReason ?? "too_many", data: { deviceId: id } } as const;
    }),
  );
}
