import { admitCode, admitDelivery } from "../../delivery/admit-code.ts";
import { postCode } from "../../delivery/post-code.ts";
import { MfaError } from "../../errors.ts";
import { record, type Parts } from "../../parts.ts";
import { requireFresh, ruleFor } from "../../policy/authorise.ts";
import { newId } from "../../secrets/random.ts";
import type { Subject } from "../../subject.ts";
import { destinationKey, destinationKeys, hintOf, type Destination } from "../destination.ts";
import { requireName } from "../method-name.ts";
import { secretAad } from "../sealed-secret.ts";
import { makeCode, openCode } from "./code.ts";
import { parseSetup, setupBinding, setupKey, type PendingSetup } from "./pending-setup.ts";

/** A code is on its way to the number or address that is being set up. */
export interface SentSetup {
  readonly methodId: string;
  readonly expiresAt: Date;
  readonly resendAfterSeconds: number;
  /** Where to, all but hidden. */
  readonly hint: string;
}

/** A number or address that somebody wants to use. */
export interface SetupRequest {
  readonly subject: Subject;
  readonly destination: Destination;
  readonly name: string;
}

/**
 * Begins the enrollment of a number or address: a code goes there, and until it has come back nothing counts, and what
 * was set up before stays as it is (SECURITY.md A1, A10). Asked again for the same one, the same code goes out again.
 */
export async function setupSentMethod(parts: Parts, { subject, destination, name }: SetupRequest): Promise<SentSetup> {
  const { user, context } = subject;
  const { type } = destination;
  requireName(name);
  const methods = await requireFresh(parts, subject);
  if (!(await ruleFor(parts, user)).methods.includes(type)) throw new MfaError("ERR-FORBIDDEN");
  const keys: readonly unknown[] = destinationKeys(parts, destination);
  const same = methods.filter((method) => method.type === type);
  if (
    same.length >= parts.settings.delivery[type].maxPerUser ||
    same.some((each) => keys.includes(each.settings["destination"]))
  )
    throw new MfaError("ERR-MFA-ALREADY-ENABLED");

  // Whoever has mistyped a number may write the right one at once.
  const boundTo = `set-up ${destinationKey(parts, destination)}`;
  const send = { user, destination, methodId: null, boundTo, context };
  await admitCode(parts, send);
  const { pending, isNew } = await joinSetup(parts, { subject, destination, name });
  const deliveryId = await admitDelivery(parts, { ...send, codeId: pending.codeId });
  const code = openCode(parts, pending.code, setupBinding(type, user.id, pending)) ?? "";
  postCode(parts, { ...send, deliveryId, code, expiresAt: pending.expiresAt });

  const { methodId, expiresAt } = pending;
  if (isNew) await record(parts, { type: "mfa_setup_initiated", userId: user.id, methodType: type, methodId, context });
  const { resendAfterSeconds } = parts.settings.delivery;
  return { methodId, expiresAt, resendAfterSeconds, hint: hintOf(destination) };
}

/** Only one at a time for each user and destination gets here: the limits have let one through in `resendAfterSeconds`. */
async function joinSetup(
  parts: Parts,
  { subject, destination, name }: SetupRequest,
): Promise<{ pending: PendingSetup; isNew: boolean }> {
  const { user } = subject;
  const { type } = destination;
  const key = setupKey(parts, type, user.id);
  const open = await parts.challenges.read(key);
  const known = open && open.attemptsRemaining > 0 ? parseSetup(parts, open.data) : undefined;
  const isSame =
    known !== undefined &&
    destinationKeys(parts, destination).includes(known.destination) &&
    openCode(parts, known.code, setupBinding(type, user.id, known)) !== undefined;
  if (known && isSame) return { pending: known, isNew: false };

  const pending = newSetup(parts, { subject, destination, name });
  const { maxAttempts } = parts.settings.challenges;
  await parts.challenges.put(
    { key, userId: user.id, data: JSON.parse(JSON.stringify(pending)) as Record<string, unknown> },
    { ttlSeconds: parts.settings.delivery.codeSeconds, maxAttempts },
  );
  return { pending, isNew: true };
}

function newSetup(parts: Parts, { subject, destination, name }: SetupRequest): PendingSetup {
  const { settings, keyRing } = parts;
  const methodId = newId(settings);
  const issuedAt = settings.clock.now();
  const key = destinationKey(parts, destination);
  const binding = setupBinding(destination.type, subject.user.id, { methodId, destination: key });
  return {
    ...{ purpose: "sent-setup", methodId, name, destination: key, country: destination.country },
    sealed: keyRing.seal(Buffer.from(destination.to), secretAad(methodId, subject.user.id)),
    code: makeCode(parts, binding),
    codeId: newId(settings),
    issuedAt,
    expiresAt: new Date(issuedAt.getTime() + settings.delivery.codeSeconds * 1000),
  };
}
