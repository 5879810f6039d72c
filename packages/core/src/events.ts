import type { MethodType } from "./protocol.ts";
import type { Logger } from "./logger.ts";
import type { RequestContext } from "./users.ts";

/** What can happen, in the past tense. */
export type EventType =
  | "sign_in_pending"
  | "sign_in_completed"
  | "sign_out"
  | "mfa_setup_initiated"
  | "mfa_setup_verification_failed"
  | "mfa_enabled"
  | "mfa_disabled"
  | "mfa_method_added"
  | "mfa_method_removed"
  | "mfa_method_renamed"
  | "mfa_challenge_sent"
  | "mfa_send_refused"
  | "mfa_challenge_succeeded"
  | "mfa_challenge_failed"
  | "mfa_challenge_rate_limited"
  | "mfa_locked"
  | "mfa_unlocked"
  | "admin_unlocked"
  | "failed_guesses_noticed"
  | "rate_limit_reset"
  | "alert_raised"
  | "step_up_succeeded"
  | "backup_code_used"
  | "mfa_backup_code_failed"
  | "backup_codes_regenerated"
  | "backup_codes_low"
  | "device_trusted"
  | "device_recognised"
  | "device_revoked"
  | "device_compromised"
  | "device_token_reused"
  | "enrollment_required"
  | "grace_extended"
  | "policy_changed"
  | "policy_would_refuse"
  | "admin_mfa_reset_requested"
  | "admin_mfa_reset_approved"
  | "admin_mfa_reset"
  | "recovery_requested"
  | "recovery_cancelled"
  | "recovery_executed"
  | "recovery_completed"
  | "enrollment_link_sent"
  | "enrollment_link_used"
  | "mailbox_proved"
  | "session_created"
  | "session_ended"
  | "session_evicted"
  | "session_refused"
  | "session_extended"
  | "sessions_invalidated"
  | "session_changed"
  | "delivery_failed"
  | "delivery_bounced"
  | "delivery_resumed"
  | "notice_sent"
  | "notice_failed"
  | "keys_rotated"
  | "store_unavailable"
  | "user_data_exported"
  | "user_data_erased"
  | "audit_retained"
  | "audit_degraded"
  | "audit_recovered"
  | "webhook_abandoned";

/** An event of the app's own, recorded with `req.mfa.audit`. */
export type AppEventType = `app.${string}`;

/** One thing that happened. Holds no code, secret or token; `reason` is for the record and never reaches a client. */
export interface MfaEvent {
  /** UUIDv7; that of its row in the audit trail. */
  readonly id: string;
  readonly type: EventType | AppEventType;
  readonly at: Date;
  /** Whom it is about. */
  readonly userId?: string;
  /** Who has done it, where that was not the user: an admin's id, or the name of an operator. */
  readonly actorId?: string;
  readonly tenantId?: string;
  readonly methodType?: MethodType | "password";
  readonly methodId?: string;
  /** The public handle of a session. */
  readonly sessionId?: string;
  /** Why it was refused, for example `wrong_code` or `secret_unreadable`; of an admin's act, what they wrote. */
  readonly reason?: string;
  readonly context?: RequestContext;
  readonly data?: Readonly<Record<string, string | number | boolean>>;
  /** Of an event of the app's own, what came of it. Ours have theirs by their type. */
  readonly outcome?: "success" | "failure";
  readonly severity?: "info" | "notice" | "warning" | "critical";
}

/** One that is to be recorded. */
export type NewEvent = Omit<MfaEvent, "id" | "at">;

/** Told of every event of one type, or of all (`"*"`), after it is settled. */
export type EventListener = (event: MfaEvent) => void;

/** The stream of events of one suite. */
export interface Events {
  /** Adds a listener and returns the function that removes it. A listener that throws is logged and changes nothing. */
  on(type: EventType | AppEventType | "*", listener: EventListener): () => void;
}

/** The side of the stream that the domain writes to. */
export interface EventSink extends Events {
  emit(event: MfaEvent): void;
}

export function createEvents(logger: Logger): EventSink {
  const listeners = new Map<string, Set<EventListener>>();

  function tell(listener: EventListener, event: MfaEvent): void {
    try {
      listener(event);
    } catch (error) {
      logger.error("an event listener threw", { type: event.type, error: String(error) });
    }
  }

  return {
    on(type, listener) {
      const set = listeners.get(type) ?? new Set<EventListener>();
      listeners.set(type, set.add(listener));
      return () => {
        set.delete(listener);
      };
    },
    emit(event) {
      for (const key of [event.type, "*"]) for (const listener of listeners.get(key) ?? []) tell(listener, event);
    },
  };
}
