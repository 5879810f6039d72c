import type { MfaOptions } from "./mfa-options.ts";
import type { AuditOptions } from "./audit-options.ts";

/** The options of the audit trail with every default in its place. */
export interface AuditSettings extends Required<Omit<AuditOptions, "onCheckpoint">> {
  readonly onCheckpoint: AuditOptions["onCheckpoint"];
}

export function resolveAudit({ audit = {} }: Pick<MfaOptions, "audit">): AuditSettings {
  return {
    ...{ enabled: true, onAuditFailure: "refuse", queueDir: "./.sallyport/audit-queue", privacy: "masked" },
    ...{ chain: "global", eventDays: 365, attemptDays: 90, checkpointMinutes: 60, log: false, webhooks: [] },
    onCheckpoint: undefined,
    ...audit,
  };
}
