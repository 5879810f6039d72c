import type { RecoveryRecord } from "@sallyport/core";
import { z } from "zod";

/** The columns of a recovery, in the order of the record. */
export const COLUMNS = `id, user_id, tenant_id, kind, reason, requested_by, requested_at, needs_approval, approved_by, effective_at,
  executed_at, link_expires_at, link_used_at, cancelled_at, completed_at`;

/** In the words of the unique index, which lets a user have one. */
export const OPEN = "(cancelled_at IS NULL AND completed_at IS NULL)";

const row = z.object({
  id: z.string(),
  user_id: z.string(),
  tenant_id: z.string().nullable(),
  kind: z.enum(["admin_reset", "self_recovery"]),
  reason: z.string().nullable(),
  requested_by: z.string(),
  requested_at: z.date(),
  needs_approval: z.boolean(),
  approved_by: z.string().nullable(),
  effective_at: z.date().nullable(),
  executed_at: z.date().nullable(),
  link_expires_at: z.date().nullable(),
  link_used_at: z.date().nullable(),
  cancelled_at: z.date().nullable(),
  completed_at: z.date().nullable(),
});

export function toRecovery(value: unknown): RecoveryRecord {
  const found = row.parse(value);
  return {
    id: found.id,
    userId: found.user_id,
    tenantId: found.tenant_id,
    kind: found.kind,
    reason: found.reason,
    requestedBy: found.requested_by,
    requestedAt: found.requested_at,
    needsApproval: found.needs_approval,
    approvedBy: found.approved_by,
    effectiveAt: found.effective_at,
    executedAt: found.executed_at,
    linkExpiresAt: found.link_expires_at,
    linkUsedAt: found.link_used_at,
    cancelledAt: found.cancelled_at,
    completedAt: found.completed_at,
  };
}
