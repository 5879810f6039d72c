import { notify } from "../delivery/notify.ts";
import { record, type Parts } from "../parts.ts";
import type { ResolvedRule } from "../policy/policy.ts";
import type { Proof } from "../protocol.ts";
import { endAllSessions } from "../sessions/end.ts";
import type { DeviceRecord } from "../stores/device-store.ts";
import type { RequestContext, User } from "../users.ts";
import { sightingOf } from "./sighting.ts";
import { stampsOf } from "./stamp.ts";
import { hashesOf, makeToken, readToken, writeToken } from "./token.ts";

/** A token in the hands of somebody who has given the right password. */
export interface ShownDevice {
  readonly user: User;
  readonly rule: ResolvedRule;
  readonly token: string;
  readonly context: RequestContext;
}

/** A trusted device. */
export interface RecognisedDevice {
  readonly id: string;
  /** Dated when trust was given: it proves nothing of now. */
  readonly proof: Proof;
  readonly expiresAt: Date;
  /** What takes the place of the token; undefined where a parallel request has it already. */
  readonly token: string | undefined;
}

/**
 * Looks at a token, in one statement: it is used up by that, and another one takes its place. One that was used up before
 * means that somebody has a copy: trust and sessions end, and the user is told (SECURITY.md F5).
 */
export async function recogniseDevice(parts: Parts, shown: ShownDevice): Promise<RecognisedDevice | undefined> {
  const { user, rule, context } = shown;
  const token = readToken(shown.token);
  if (!token) return undefined;
  const next = makeToken(parts, token.family);
  const nextHashes = hashesOf(parts, user.id, next);
  const stamps = stampsOf(parts, user, rule);
  const found = await parts.durable.devices.recognise({
    ...{ userId: user.id, ...hashesOf(parts, user.id, token), stamps },
    next: { family: nextHashes.families[0] ?? "", token: nextHashes.tokens[0] ?? "", stamp: stamps[0] },
    graceSeconds: parts.settings.trustedDevices.graceSeconds,
    seen: sightingOf(parts, context),
  });
  if (found.outcome === "reused") await endStolen(parts, { user, device: found.device, context });
  if (found.outcome !== "recognised") return undefined;

  const { id, trustedBy, createdAt, expiresAt } = found.device;
  await record(parts, { type: "device_recognised", userId: user.id, context, data: { deviceId: id } });
  const proof = { by: "trusted_device", at: createdAt, via: trustedBy } as const;
  return { id, proof, expiresAt, token: found.isRotated ? writeToken(next) : undefined };
}

interface Theft {
  readonly user: User;
  readonly device: DeviceRecord;
  readonly context: RequestContext;
}

/** Whoever has the copy may be in by it. */
async function endStolen(parts: Parts, { user, device, context }: Theft): Promise<void> {
  const data = { deviceId: device.id };
  const about = { userId: user.id, context, data };
  await record(
    parts,
    { type: "device_token_reused", ...about },
    { type: "device_revoked", ...about, reason: "token_reused" },
  );
  // Told first: a store of sessions that fails now must not keep it from the user.
  await notify(parts, { user, kind: "device_token_reused", data: { deviceName: device.name }, context });
  await endAllSessions(parts, { userId: user.id, reason: "device_compromised", context });
}
