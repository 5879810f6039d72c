import { announceNotice, queueNotice } from "../delivery/notify.ts";
import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import { requireReason } from "../limits/reason.ts";
import { record, type Parts } from "../parts.ts";
import { newId } from "../secrets/random.ts";
import type { RecoveryRecord } from "../stores/recovery-store.ts";
import type { Subject } from "../subject.ts";
import type { User } from "../users.ts";
import { requireAdmin, requireLower } from "./authorise.ts";
import { executeReset } from "./execute-reset.ts";

/** Who acts: an admin's request, or (a name, for the record) an operator in a script, whom nobody but the machine has asked who they are. */
export type Actor = Subject | string;

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
  const { recovery } = await parts.durable.recoveries.request({
    ...{ id: newId(parts.settings), userId, tenantId: user.tenantId ?? null, kind: "admin_reset", reason, requestedBy },
    needsApproval: approvals === 2,
    delaySeconds: coolingOffHours * 3600,
  });
  const data = { recoveryId: recovery.id, by: requestedBy };
  record(parts, { type: "admin_mfa_reset_requested", userId, reason, data });
  return proceed(parts, user, recovery);
}

/** Another admin agrees. `ERR-NOT-FOUND` where nothing waits for them; whoever asked for it can't. */
export async function approveReset(parts: Parts, userId: string, { by }: { readonly by: Actor }): Promise<ResetAnswer> {
  const user = await requireTarget(parts, by, userId);
  const open = await parts.durable.recoveries.openOf(userId);
  const approved =
    open?.kind === "admin_reset" ? await parts.durable.recoveries.approve(open.id, nameOf(by)) : undefined;
  if (!approved) throw new MfaError("ERR-NOT-FOUND");
  return proceed(parts, user, approved);
}

/** Takes a reset back that has not been carried out. */
export async function cancelReset(parts: Parts, userId: string, { by }: { readonly by: Actor }): Promise<void> {
  await requireTarget(parts, by, userId);
  const cancelled = await parts.durable.recoveries.cancel(userId, "admin_reset", nameOf(by));
  if (!cancelled) throw new MfaError("ERR-NOT-FOUND");
  record(parts, { type: "recovery_cancelled", userId, data: { recoveryId: cancelled.id, by: nameOf(by) } });
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

function nameOf(by: Actor): string {
  return typeof by === "string" ? by : by.user.id;
}

/** At once where nothing stands in between; else its user is told what is coming. */
async function proceed(parts: Parts, user: User, recovery: RecoveryRecord): Promise<ResetAnswer> {
  const { id, effectiveAt } = recovery;
  if (effectiveAt === null) return { id, status: "waiting_for_approval" };
  if (await executeReset(parts, recovery)) return { id, status: "executed", effectiveAt };
  const notice = { user, kind: "reset_requested", data: { effectiveAt }, context: {}, event: id } as const;
  await queueNotice(parts, parts.durable, notice);
  announceNotice(parts, notice);
  return { id, status: "scheduled", effectiveAt };
}
