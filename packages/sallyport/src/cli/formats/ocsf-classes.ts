/** What an event is in OCSF. `category` is the thousands of the class. */
export interface OcsfClass {
  readonly category: number;
  readonly class: number;
  readonly activity: number;
}

const AUTHENTICATION = 3002;
const ACCOUNT_CHANGE = 3001;

const LOGON = 1;
const LOGOFF = 2;
const PREAUTH = 6;
const LOCK = 9;
const FACTOR_ENABLE = 10;
const FACTOR_DISABLE = 11;
const UNLOCK = 12;
const OTHER = 99;

/** One sign-in is one Logon: what goes before it, and what comes with it, is something else. */
const AUTHENTICATIONS: Readonly<Record<string, number>> = {
  ...{ sign_in_pending: PREAUTH, mfa_challenge_sent: PREAUTH, sign_in_completed: LOGON, sign_out: LOGOFF },
  ...{ mfa_challenge_failed: LOGON, mfa_challenge_rate_limited: LOGON, mfa_backup_code_failed: LOGON },
  ...{ session_refused: LOGON, session_ended: LOGOFF, session_evicted: LOGOFF, sessions_invalidated: LOGOFF },
  ...{ mfa_challenge_succeeded: OTHER, step_up_succeeded: OTHER, backup_code_used: OTHER, mfa_send_refused: OTHER },
  ...{ session_created: OTHER, session_extended: OTHER, session_changed: OTHER, mailbox_proved: OTHER },
  ...{ device_trusted: OTHER, device_recognised: OTHER, device_revoked: OTHER },
  ...{ device_compromised: OTHER, device_token_reused: OTHER },
};

const ACCOUNT_CHANGES: Readonly<Record<string, number>> = {
  ...{ mfa_enabled: FACTOR_ENABLE, mfa_method_added: FACTOR_ENABLE },
  ...{ mfa_disabled: FACTOR_DISABLE, mfa_method_removed: FACTOR_DISABLE },
  ...{ admin_mfa_reset: FACTOR_DISABLE, recovery_executed: FACTOR_DISABLE },
  ...{ mfa_locked: LOCK, mfa_unlocked: UNLOCK, admin_unlocked: UNLOCK },
  ...{ mfa_setup_initiated: OTHER, mfa_setup_verification_failed: OTHER, mfa_method_renamed: OTHER },
  ...{ backup_codes_regenerated: OTHER, backup_codes_low: OTHER, rate_limit_reset: OTHER, grace_extended: OTHER },
  ...{
    admin_mfa_reset_requested: OTHER,
    recovery_requested: OTHER,
    recovery_cancelled: OTHER,
    recovery_completed: OTHER,
  },
  ...{ enrollment_required: OTHER, enrollment_link_sent: OTHER, enrollment_link_used: OTHER },
  ...{ user_data_exported: OTHER, user_data_erased: OTHER },
};

/** Those two classes are about a user; without one, and for all the rest, there is the base event. */
export function ocsfClassOf(type: string, isAboutUser: boolean): OcsfClass {
  const authentication = isAboutUser ? AUTHENTICATIONS[type] : undefined;
  if (authentication !== undefined) return { category: 3, class: AUTHENTICATION, activity: authentication };
  const change = isAboutUser ? ACCOUNT_CHANGES[type] : undefined;
  if (change !== undefined) return { category: 3, class: ACCOUNT_CHANGE, activity: change };
  return { category: 0, class: 0, activity: OTHER };
}
