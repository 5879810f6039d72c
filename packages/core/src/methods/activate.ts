import type { NewEvent } from "../events.ts";
import { act } from "../audit/act.ts";
import { MfaError } from "../errors.ts";
import { announceNotice, queueNotice } from "../delivery/notify.ts";
import { record, type Parts } from "../parts.ts";
import { cancelReminders } from "../policy/grace.ts";
import { endOthersAfterChange } from "../sessions/end-others.ts";
import type { MethodRecord, NewMethod } from "../stores/method-store.ts";
import type { Subject } from "../subject.ts";
import { remindOfExpiry } from "./backup-codes/expiry-reminder.ts";
import { makeBackupCodes, type NewBackupCodes } from "./backup-codes/make.ts";

/** The proved method, and the backup codes where it is the user's first. */
export interface MethodConfirmation {
  readonly methodId: string;
  readonly backupCodes?: readonly string[];
}

/** A method that has just been proved. */
export interface Activation {
  readonly subject: Subject;
  readonly method: Omit<NewMethod, "userId" | "tenantId">;
  /** Those that the user had before. */
  readonly methods: readonly MethodRecord[];
  readonly maxPerType: number;
  /** The set-up in the challenge store, where it is still there. */
  readonly key?: string;
}

/** Makes a proved method count, and ends its set-up. */
export async function activate(parts: Parts, activation: Activation): Promise<MethodConfirmation> {
  const { subject, methods, key } = activation;
  const { user, context } = subject;
  const { id, type } = activation.method;
  // Hashing ten codes takes a second or two, so it is done before the transaction, not inside it.
  const codes = methods.length === 0 ? await makeBackupCodes(parts, user.id) : undefined;
  const notice = { user, kind: "method_added", data: { methodType: type }, context } as const;
  const isFirst = await store(parts, { ...activation, codes, notice });
  if (key !== undefined) await parts.challenges.take(key);

  announceNotice(parts, notice);
  return { methodId: id, ...(isFirst && codes ? { backupCodes: codes.plain } : {}) };
}

interface Storing extends Activation {
  readonly codes: NewBackupCodes | undefined;
  readonly notice: Parameters<typeof queueNotice>[2];
}

/**
 * All of it or none: the method, its codes, the end of the failures and of the other sessions, what the user is told and
 * what is recorded. True for the user's first.
 */
async function store(parts: Parts, { subject, method, methods, maxPerType, codes, notice }: Storing): Promise<boolean> {
  const { user, context } = subject;
  const { id: userId, tenantId } = user;
  return act(parts, async (within) => {
    const stores = within.durable;
    const added = await stores.methods.add(
      { ...method, userId, ...(tenantId === undefined ? {} : { tenantId }) },
      { maxPerType },
    );
    if (added.outcome !== "added") throw new MfaError("ERR-MFA-ALREADY-ENABLED");
    if (added.first && codes) {
      await stores.backupCodes.replace(userId, codes.records, codes.expiry);
      await remindOfExpiry(parts, stores, subject);
    }
    await stores.failures.reset(userId);
    await cancelReminders(stores, userId);
    const isRecovered = added.first && (await stores.recoveries.complete(userId));
    await endOthersAfterChange(within, subject);
    await queueNotice(parts, stores, { ...notice, methods });
    const type = added.first ? "mfa_enabled" : "mfa_method_added";
    const events: NewEvent[] = [{ type, userId, methodType: method.type, methodId: method.id, context }];
    // They had lost theirs, and are back.
    if (isRecovered) events.push({ type: "recovery_completed", userId, context });
    await record(within, ...events);
    return added.first;
  });
}
