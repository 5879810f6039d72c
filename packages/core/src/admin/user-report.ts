import { stampsOf } from "../devices/stamp.ts";
import { reportDevice, type DeviceReport } from "../devices/summary.ts";
import { summarise } from "../methods/manage.ts";
import { findEntries } from "../audit/find.ts";
import type { Parts } from "../parts.ts";
import { ruleFor } from "../policy/authorise.ts";
import { deadlineUnder } from "../policy/grace.ts";
import type { BackupCodeSummary, MethodSummary } from "../protocol.ts";
import type { AuditEntry } from "../stores/audit-store.ts";
import type { FailureCount } from "../stores/ports.ts";
import type { RecoveryRecord } from "../stores/recovery-store.ts";
import type { SessionSummary } from "../sessions/details.ts";
import { listSessions } from "../sessions/list.ts";
import type { User } from "../users.ts";

/** How a user stands, for support staff. Nothing in it lets anybody in. */
export interface UserReport {
  readonly userId: string;
  readonly tenantId: string | null;
  readonly enabled: boolean;
  readonly methods: readonly MethodSummary[];
  readonly backupCodes: BackupCodeSummary;
  readonly policy: { readonly mfa: "off" | "optional" | "required"; readonly scope: string };
  /** Until when they may go without a method; null where no grace has begun. */
  readonly enrollmentDeadline: Date | null;
  /** Failed guesses, and how long they wait. */
  readonly guesses: FailureCount;
  readonly trustedDevices: readonly DeviceReport[];
  readonly sessions: readonly SessionSummary[];
  /** A reset or recovery that is under way. */
  readonly recovery: Pick<
    RecoveryRecord,
    "id" | "kind" | "requestedAt" | "effectiveAt" | "executedAt" | "needsApproval"
  > | null;
  /** What has happened to them lately, the newest first. */
  readonly recentEvents: readonly AuditEntry[];
}

/** Events in a report. */
const RECENT = 20;

export async function readUser(parts: Parts, user: User): Promise<UserReport> {
  const { durable, settings } = parts;
  const { id: userId, tenantId = null } = user;
  const rule = await ruleFor(parts, user);
  const [methods, backupCodes, [grace], guesses, devices, sessions, recovery, { entries }] = await Promise.all([
    durable.methods.list(userId),
    durable.backupCodes.count(userId),
    durable.grace.peek([userId]),
    durable.failures.count(userId, settings.limits),
    durable.devices.list(userId, stampsOf(parts, user, rule)),
    listSessions(parts, userId),
    durable.recoveries.openOf(userId),
    findEntries(durable.audit, { userId }, { limit: RECENT }),
  ]);
  const now = settings.clock.now();
  return {
    ...{
      userId,
      tenantId,
      enabled: methods.length > 0,
      methods: methods.map(summarise),
      backupCodes,
      guesses,
      sessions,
    },
    policy: { mfa: rule.mfa, scope: rule.scope },
    enrollmentDeadline: grace ? deadlineUnder(rule, grace) : null,
    trustedDevices: devices.map((device) => reportDevice(device, now)),
    recovery: recovery ? partOf(recovery) : null,
    recentEvents: entries,
  };
}

function partOf({
  id,
  kind,
  requestedAt,
  effectiveAt,
  executedAt,
  needsApproval,
}: RecoveryRecord): UserReport["recovery"] {
  return { id, kind, requestedAt, effectiveAt, executedAt, needsApproval };
}
