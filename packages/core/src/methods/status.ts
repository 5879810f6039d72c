import type { Parts } from "../parts.ts";
import { ruleFor } from "../policy/authorise.ts";
import { isSecondFactor, newestProof } from "../proofs.ts";
import type { BackupCodeSummary, MethodSummary } from "../protocol.ts";
import { requireFull, type Subject } from "../subject.ts";
import { summarise } from "./manage.ts";

/** How a user stands: what they have, what they must have, and when they last showed it. */
export interface MfaStatus {
  readonly enabled: boolean;
  readonly methods: readonly MethodSummary[];
  readonly backupCodes: BackupCodeSummary;
  readonly required: boolean;
  readonly lastVerifiedAt: Date | null;
}

export async function readStatus(parts: Parts, subject: Subject): Promise<MfaStatus> {
  requireFull(subject);
  const [methods, backupCodes] = await Promise.all([
    parts.durable.methods.list(subject.user.id),
    parts.durable.backupCodes.count(subject.user.id),
  ]);
  return {
    enabled: methods.length > 0,
    methods: methods.map(summarise),
    backupCodes,
    required: ruleFor(parts, subject.user).mfa === "required",
    lastVerifiedAt: newestProof(subject.proofs, isSecondFactor)?.at ?? null,
  };
}
