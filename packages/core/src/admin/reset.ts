import { actorOf, nameOf, type Actor } from "./actor.ts";
import { act } from "../audit/act.ts";
import type { Notice } from "../delivery/notice.ts";
import { announceNotice, queueNotice } from "../delivery/notify.ts";
import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import { requireReason } from "../limits/reason.ts";
import { record, type Parts } from "../parts.ts";
import { newId } from "../secrets/random.ts";
import type { RecoveryRecord } from "../stores/recovery-store.ts";
import type { User } from "../users.ts";
import { requireAdmin, requireLower } from "./authorise.ts";
import { executeReset } from "./execute-reset.ts";

/** What became of a reset. */
export interface ResetAnswer {
  readonly id: string;
  readonly status: "executed" | "waiting_for_approval" | "scheduled";
  /** From when it can be carried out; undefined while it waits for approval. */
  readonly effectiveAt?: Date;
}

/** An admin takes the methods of a user away who can't use them. */
export async function resetMfa(
  parts: Parts,
  userId: string,
  { by, reason }: { readonly by: Actor; readonly reason: string },
): Promise<ResetAnswer> {
  requireReason(reason);
  const user = await requireTarget(parts, by, userId);
  const { approvals, coolingOffHours } = parts.settings.admin;
  const requestedBy = nameOf(by);
  const recovery = await act(parts, async (within) => {
    const { recovery } = await within.durable.recoveries.request({
      ...{ id: newId(parts.settings), userId, tenantId: user.tenantId ?? null, kind: "admin_reset", reason },
      ...{ requestedBy, needsApproval: approvals === 2, delaySeconds: coolingOffHours * 3600 },
    });
    await queueWarning(within, { user, recovery });
    const data = { recoveryId: recovery.id };
    await record(within, { type: "admin_mfa_reset_requested", userId, reason, data, ...actorOf(by) });
    return recovery;
  });
  return proceed(parts, user, recovery);
}

/** Another admin agrees. `ERR-NOT-FOUND` where nothing waits for them; whoever asked for it can't. */
export async function approveReset(parts: Parts, userId: string, { by }: { readonly by: Actor }): Promise<ResetAnswer> {
  const user = await requireTarget(parts, by, userId);
  const recovery = await act(parts, async (within) => {
    const { recoveries } = within.durable;
    const open = await recoveries.openOf(userId);
    const approved = open?.kind === "admin_reset" ? await recoveries.approve(open.id, nameOf(by)) : undefined;
    if (!approved) return undefined;
    await queueWarning(within, { user, recovery: approved });
    const data = { recoveryId: approved.id };
    await record(within, { type: "admin_mfa_reset_approved", userId, data, ...actorOf(by) });
    return approved;
  });
  if (!recovery) throw new MfaError("ERR-NOT-FOUND");
  return proceed(parts, user, recovery);
}

/** Takes a reset back that has not been carried out. */
export async function cancelReset(parts: Parts, userId: string, { by }: { readonly by: Actor }): Promise<void> {
  await requireTarget(parts, by, userId);
  await act(parts, async (within) => {
    const cancelled = await within.durable.recoveries.cancel(userId, "admin_reset", nameOf(by));
    if (!cancelled) throw new MfaError("ERR-NOT-FOUND");
    const data = { recoveryId: cancelled.id };
    await record(within, { type: "recovery_cancelled", userId, data, ...actorOf(by) });
  });
}

/** The user that somebody wants to act on. */
export async function requireTarget(parts: Parts, by: Actor, userId: string): Promise<User> {
  if (typeof by !== "string") {
    await requireAdmin(parts, by);
    return requireLower(parts, by.user, userId);
  }
  if (by.trim() === "") throw new TypeError("say who: the name goes into the record");
  const user = await findUser(parts, userId);
  if (!user) throw new MfaError("ERR-NOT-FOUND");
  return user;
}

interface Planned {
  readonly user: User;
  readonly recovery: RecoveryRecord;
}

/** What the user is told of a reset that is to come; none where nothing stands in between. */
function warningOf(parts: Parts, { user, recovery }: Planned): Notice | undefined {
  const { id, effectiveAt } = recovery;
  if (effectiveAt === null || parts.settings.admin.coolingOffHours === 0) return undefined;
  return { user, kind: "reset_requested", data: { effectiveAt }, context: {}, event: id };
}

/** Kept together with the decision, or lost with it: nobody's methods go without a warning. */
async function queueWarning(within: Parts, planned: Planned): Promise<void> {
  const warning = warningOf(within, planned);
  if (warning) await queueNotice(within, within.durable, warning);
}

/** At once where nothing stands in between. */
async function proceed(parts: Parts, user: User, recovery: RecoveryRecord): Promise<ResetAnswer> {
  const { id, userId, effectiveAt } = recovery;
  if (effectiveAt === null) return { id, status: "waiting_for_approval" };
  const warning = warningOf(parts, { user, recovery });
  if (warning) announceNotice(parts, warning);
  if (await executeReset(parts, recovery)) return { id, status: "executed", effectiveAt };

  // What carries out what is due may have been faster.
  const open = await parts.durable.recoveries.openOf(userId);
  const isPlanned = open?.id === id && open.executedAt === null;
  return { id, status: isPlanned ? "scheduled" : "executed", effectiveAt };
}
