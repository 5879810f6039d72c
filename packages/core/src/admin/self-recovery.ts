import { act } from "../audit/act.ts";
import { accountAddress } from "../delivery/account-address.ts";
import { announceNotice, notify, queueNotice } from "../delivery/notify.ts";
import { MfaError } from "../errors.ts";
import { counterKey } from "../limits/counter-key.ts";
import { record, type Parts } from "../parts.ts";
import { newId } from "../secrets/random.ts";
import { requireFull, type Subject } from "../subject.ts";

/** A day, and so often: whoever asks again and again only tells the owner again and again. */
const WINDOW_SECONDS = 86_400;
const MOST = 3;

/** A recovery that is under way. */
export interface RecoveryAnswer {
  /** When the methods go, unless somebody objects. */
  readonly effectiveAt: Date;
}

/**
 * A user who has the password and nothing else says so. Nothing happens for some days but that all their addresses hear of
 * it: the owner, if it is not they who ask, signs in and takes it back. After that it takes the account's mailbox as well.
 */
export async function requestRecovery(parts: Parts, subject: Subject): Promise<RecoveryAnswer> {
  const { user, context } = subject;
  const { recovery } = parts.settings;
  if (!recovery.selfService || accountAddress(parts, user) === undefined) throw new MfaError("ERR-NOT-FOUND");
  const methods = await parts.durable.methods.list(user.id);
  if (methods.length === 0) throw new MfaError("ERR-MFA-NOT-ENABLED");
  await chargeRequest(parts, user.id);

  const id = newId(parts.settings);
  const result = await act(parts, async (within) => {
    const { outcome, recovery: open } = await within.durable.recoveries.request({
      ...{ id, userId: user.id, tenantId: user.tenantId ?? null, kind: "self_recovery", reason: null },
      ...{ requestedBy: user.id, needsApproval: false, delaySeconds: recovery.delayHours * 3600 },
    });
    const { effectiveAt } = open;
    if (outcome !== "requested" || !effectiveAt) return { effectiveAt, notice: undefined };
    const notice = { user, kind: "recovery_requested", data: { effectiveAt }, context } as const;
    await queueNotice(parts, within.durable, { ...notice, methods });
    await record(within, { type: "recovery_requested", userId: user.id, context, data: { recoveryId: id } });
    return { effectiveAt, notice };
  });
  // An admin's reset that is under way, and waits for approval, is none of the user's business here.
  if (!result.effectiveAt) throw new MfaError("ERR-NOT-FOUND");
  if (result.notice) announceNotice(parts, result.notice);
  return { effectiveAt: result.effectiveAt };
}

async function chargeRequest(parts: Parts, userId: string): Promise<void> {
  const rule = { algorithm: "sliding-window", limit: MOST, windowSeconds: WINDOW_SECONDS, burst: MOST } as const;
  const [state] = await parts.counters.hit([
    { key: counterKey(parts, "recovery-requests", { userId }), rule, cost: 1 },
  ]);
  if (!state?.allowed)
    throw new MfaError("ERR-MFA-RATE-LIMITED", {
      retryAfterSeconds: Math.max(1, Math.ceil(state?.retryAfterSeconds ?? 1)),
    });
}

/** Its owner takes it back, from any full session. `ERR-NOT-FOUND` where there is none. */
export async function cancelRecovery(parts: Parts, subject: Subject): Promise<void> {
  requireFull(subject);
  if (!(await withdraw(parts, subject))) throw new MfaError("ERR-NOT-FOUND");
}

/** Takes back what the user has asked for themselves, and says so: also when they have shown a method, which is then not lost. */
export async function withdraw(parts: Parts, { user, context }: Pick<Subject, "user" | "context">): Promise<boolean> {
  // Looked at first: whoever signs in has asked for nothing, nearly always.
  if ((await parts.durable.recoveries.openOf(user.id))?.kind !== "self_recovery") return false;
  const isCancelled = await act(parts, async (within) => {
    const cancelled = await within.durable.recoveries.cancel(user.id, "self_recovery", user.id);
    if (!cancelled) return false;
    await record(within, { type: "recovery_cancelled", userId: user.id, context, data: { recoveryId: cancelled.id } });
    return true;
  });
  if (!isCancelled) return false;
  await notify(parts, { user, kind: "recovery_cancelled", data: {}, context });
  return true;
}
