import type { NewEvent } from "../events.ts";
import { act } from "../audit/act.ts";
import { MfaError } from "../errors.ts";
import type { Notice } from "../delivery/notice.ts";
import { announceNotice, queueNotice } from "../delivery/notify.ts";
import { record, type Parts } from "../parts.ts";
import { requireFresh, ruleFor } from "../policy/authorise.ts";
import { methodsInUse } from "../policy/methods-in-use.ts";
import type { MethodSummary, MethodType } from "../protocol.ts";
import { endOthersAfterChange } from "../sessions/end-others.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { DurableStores } from "../stores/ports.ts";
import type { Subject } from "../subject.ts";
import { cancelExpiryReminder } from "./backup-codes/expiry-reminder.ts";
import { hintOfMethod } from "./destination.ts";
import { requireName } from "./method-name.ts";
import { summaryOf } from "./webauthn/credential.ts";

/** A method as its owner sees it. Never its secret. */
export function summarise(method: MethodRecord): MethodSummary {
  const { id, type, name, createdAt, lastUsedAt, preferred, unreachableSince } = method;
  return {
    ...{ id, type, name, createdAt, lastUsedAt, preferred, ...hintOfMethod(method), ...summaryOf(method) },
    ...(unreachableSince ? { needsAttention: true } : {}),
  };
}

/** Renames a method, or makes it the preferred one. A stranger's id and a missing one look alike. */
export async function changeMethod(
  parts: Parts,
  request: { subject: Subject; methodId: string; change: { readonly name?: string; readonly preferred?: boolean } },
): Promise<void> {
  const { subject, methodId, change } = request;
  requireName(change.name);
  await requireFresh(parts, subject);
  const { user, context } = subject;
  await act(parts, async (within) => {
    if (!(await within.durable.methods.update(user.id, methodId, change))) throw new MfaError("ERR-NOT-FOUND");
    await record(within, { type: "mfa_method_renamed", userId: user.id, methodId, context });
  });
}

/** Removes one method. The last one of a user who must have MFA stays, on any path and in any race (SECURITY.md A11). */
export async function removeMethod(parts: Parts, request: { subject: Subject; methodId: string }): Promise<void> {
  const { subject, methodId } = request;
  await requireFresh(parts, subject);
  const gone = await remove(parts, { subject, which: { methodId } });
  if (gone.length === 0) throw new MfaError("ERR-NOT-FOUND");
}

/** Turns MFA off: all methods, or those of one type; with the last one go the backup codes. */
export async function disableMfa(
  parts: Parts,
  request: { subject: Subject; type?: Exclude<MethodType, "backup_code"> | undefined },
): Promise<void> {
  const { subject, type } = request;
  const methods = await requireFresh(parts, subject);
  if (methods.length === 0 || (type && !methods.some((method) => method.type === type)))
    throw new MfaError("ERR-MFA-NOT-ENABLED");
  const gone = await remove(parts, { subject, which: type ? { type } : "all" });
  if (gone.length === 0) throw new MfaError("ERR-MFA-NOT-ENABLED");
}

type Which = Parameters<Parts["durable"]["methods"]["remove"]>[1];

async function remove(
  parts: Parts,
  { subject, which }: { subject: Subject; which: Which },
): Promise<readonly MethodRecord[]> {
  const { user } = subject;
  const rule = await ruleFor(parts, user);
  const result = await act(parts, async (within) => {
    const stores = within.durable;
    const before = await stores.methods.list(user.id);
    const types = before.map((method) => method.type);
    // Where policy allows none of them, the weaker ones are what the user is asked for: one of those stays as well.
    const keepOneOf = rule.mayDisable ? undefined : [...rule.methods, ...methodsInUse(types, rule)];
    const removal = await stores.methods.remove(user.id, which, { keepOneOf });
    if (removal.outcome !== "removed" || removal.removed.length === 0) return { ...removal, notices: [] };
    if (removal.left === 0) await forgetBackupCodes(stores, user.id);
    await endOthersAfterChange(within, subject);
    const notices = noticesOf(subject, removal);
    // The addresses as they were: whoever takes one away does not keep its owner from hearing of it (ASVS 6.3.7).
    for (const notice of notices) await queueNotice(parts, stores, { ...notice, methods: before });
    await record(within, ...eventsOf(subject, removal));
    return { ...removal, notices };
  });
  if (result.outcome === "last") throw new MfaError("ERR-MFA-ADMIN-REQUIRED");
  if (result.outcome !== "removed") return [];

  for (const notice of result.notices) announceNotice(parts, notice);
  return result.removed;
}

interface Removal {
  readonly removed: readonly MethodRecord[];
  readonly left: number;
}

function eventsOf({ user, context }: Subject, { removed, left }: Removal): readonly NewEvent[] {
  const userId = user.id;
  const each = removed.map(({ id, type }) => {
    return { type: "mfa_method_removed", userId, methodType: type, methodId: id, context } as const;
  });
  return left === 0 ? [...each, { type: "mfa_disabled", userId, context }] : each;
}

/** One notice an event: with the last method goes MFA, and that is what there is to say. */
function noticesOf({ user, context }: Subject, { removed, left }: Removal): readonly Notice[] {
  if (left === 0) return [{ user, kind: "mfa_disabled", data: {}, context }];
  return removed.map(({ type }) => ({ user, kind: "method_removed", data: { methodType: type }, context }));
}

async function forgetBackupCodes(stores: DurableStores, userId: string): Promise<void> {
  await stores.backupCodes.clear(userId);
  await cancelExpiryReminder(stores, userId);
}
