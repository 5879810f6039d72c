import type { Parts } from "../parts.ts";
import { stampsOf } from "../devices/stamp.ts";
import { ruleFor } from "../policy/authorise.ts";
import { beginGrace } from "../policy/grace.ts";
import { isSecondFactor, newestProof } from "../proofs.ts";
import type { BackupCodeSummary, MethodSummary } from "../protocol.ts";
import { requireFull, type Subject } from "../subject.ts";
import { summarise } from "./manage.ts";

/** How a user stands: what they have, what they must have, and when they last showed it. */
export interface MfaStatus {
  readonly enabled: boolean;
  readonly methods: readonly MethodSummary[];
  readonly backupCodes: BackupCodeSummary;
  /** How many devices are trusted. */
  readonly trustedDevices: number;
  readonly required: boolean;
  /** Which rule says so, for example `role:admin`. */
  readonly policyScope: string;
  /** Until when a user who must enroll may go without; null for those who need not, or have. */
  readonly enrollmentDeadline: Date | null;
  readonly lastVerifiedAt: Date | null;
}

export async function readStatus(parts: Parts, subject: Subject): Promise<MfaStatus> {
  requireFull(subject);
  const { user, context } = subject;
  const rule = await ruleFor(parts, user);
  const [methods, backupCodes, devices] = await Promise.all([
    parts.durable.methods.list(user.id),
    parts.durable.backupCodes.count(user.id),
    parts.durable.devices.list(user.id, stampsOf(parts, user, rule)),
  ]);
  const isRequired = rule.mfa === "required" || subject.mustEnroll !== undefined;
  const isEnrolled = methods.some(({ type }) => rule.methods.includes(type));
  const grace = rule.mfa === "required" && !isEnrolled ? await beginGrace(parts, { user, rule, context }) : undefined;
  return {
    enabled: methods.length > 0,
    methods: methods.map(summarise),
    backupCodes,
    trustedDevices: devices.length,
    required: isRequired,
    policyScope: rule.scope,
    enrollmentDeadline: grace?.deadline ?? null,
    lastVerifiedAt: newestProof(subject.proofs, isSecondFactor)?.at ?? null,
  };
}
