import type { AppEventType, EventType } from "../events.ts";
import type { Outcome, Severity } from "../stores/audit-store.ts";

/** How an event is kept. */
export interface EventClass {
  readonly severity: Severity;
  readonly outcome: Outcome;
  /** How long: events a year, attempts (what anybody can cause in any number) 90 days. */
  readonly kept: "events" | "attempts";
  /**
   * `now`: whoever caused it gets no answer before it is written. `later`: written in batches within a moment, since it grants
   * nothing or comes in great number.
   */
  readonly written: "now" | "later";
}

type Change = Partial<EventClass>;

const NORMAL: EventClass = { severity: "info", outcome: "success", kept: "events", written: "now" };
const FAILED: Change = { severity: "notice", outcome: "failure", kept: "attempts" };
const REFUSED: Change = { ...FAILED, severity: "warning", written: "later" };
const LATER: Change = { written: "later" };
const NOTICE: Change = { severity: "notice" };
const WARNING: Change = { severity: "warning" };
const CRITICAL: Change = { severity: "critical" };

/** What differs from the normal case. Every type stands here once, so that a new one has to be thought about. */
const TABLE: Readonly<Record<EventType, Change>> = {
  sign_in_pending: { kept: "attempts" },
  sign_in_completed: {},
  sign_out: LATER,
  mfa_setup_initiated: { kept: "attempts" },
  mfa_setup_verification_failed: FAILED,
  mfa_enabled: NOTICE,
  mfa_disabled: WARNING,
  mfa_method_added: NOTICE,
  mfa_method_removed: NOTICE,
  mfa_method_renamed: {},
  mfa_challenge_sent: { kept: "attempts" },
  mfa_send_refused: REFUSED,
  mfa_challenge_succeeded: {},
  mfa_challenge_failed: FAILED,
  mfa_challenge_rate_limited: REFUSED,
  mfa_locked: WARNING,
  mfa_unlocked: LATER,
  admin_unlocked: NOTICE,
  failed_guesses_noticed: { ...NOTICE, ...LATER },
  rate_limit_reset: NOTICE,
  alert_raised: { ...CRITICAL, ...LATER },
  step_up_succeeded: {},
  backup_code_used: NOTICE,
  mfa_backup_code_failed: { ...FAILED, ...WARNING },
  backup_codes_regenerated: NOTICE,
  backup_codes_low: LATER,
  device_trusted: NOTICE,
  device_recognised: LATER,
  device_revoked: NOTICE,
  device_compromised: CRITICAL,
  device_token_reused: CRITICAL,
  enrollment_required: LATER,
  grace_extended: NOTICE,
  policy_changed: WARNING,
  policy_would_refuse: LATER,
  admin_mfa_reset_requested: WARNING,
  admin_mfa_reset_approved: WARNING,
  admin_mfa_reset: WARNING,
  recovery_requested: WARNING,
  recovery_cancelled: NOTICE,
  recovery_executed: WARNING,
  recovery_completed: NOTICE,
  enrollment_link_sent: NOTICE,
  enrollment_link_used: NOTICE,
  mailbox_proved: {},
  session_created: {},
  session_ended: LATER,
  session_evicted: LATER,
  session_refused: { ...FAILED, ...LATER },
  session_extended: LATER,
  sessions_invalidated: { ...NOTICE, ...LATER },
  session_changed: { ...NOTICE, ...LATER },
  delivery_failed: { ...LATER, outcome: "failure", severity: "warning" },
  delivery_bounced: { ...LATER, outcome: "failure", severity: "warning" },
  delivery_resumed: NOTICE,
  notice_sent: LATER,
  notice_failed: { ...LATER, outcome: "failure", severity: "warning" },
  keys_rotated: WARNING,
  store_unavailable: { ...LATER, outcome: "failure", severity: "critical" },
  user_data_exported: NOTICE,
  user_data_erased: WARNING,
  audit_retained: NOTICE,
  audit_degraded: { ...LATER, outcome: "failure", severity: "critical" },
  audit_recovered: { ...LATER, severity: "notice" },
  webhook_abandoned: { ...LATER, outcome: "failure", severity: "warning" },
};

/** Events of the app's own: many of them, and nothing of ours hangs on them. */
const APP: EventClass = { ...NORMAL, written: "later" };

export function classOf(type: EventType | AppEventType): EventClass {
  return isOurs(type) ? { ...NORMAL, ...TABLE[type] } : APP;
}

/** Whether this is the name of an event of ours. */
export function isOurs(type: string): type is EventType {
  return Object.hasOwn(TABLE, type);
}

/** Every type of ours. */
export const EVENT_TYPES: readonly EventType[] = Object.keys(TABLE).filter(isOurs);
