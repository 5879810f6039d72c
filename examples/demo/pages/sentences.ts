import type { AuditEntry, EventType } from "sallyport";

type Told = EventType | "app.vault.opened";
type Sentence = string | ((entry: AuditEntry) => string | undefined);

const NAMES: Readonly<Record<string, string>> = {
  totp: "An authenticator app",
  sms: "A number for text messages",
  email: "An address for codes",
  webauthn: "A passkey or security key",
};

/** What matters to the person, in words. A type without a sentence is left out. */
const SENTENCES: Partial<Record<Told, Sentence>> = {
  sign_in_pending: "Your password was entered, and a second factor asked for",
  sign_in_completed: "Signed in",
  sign_out: "Signed out",
  mfa_challenge_sent: ({ methodType }) => (methodType === "webauthn" ? undefined : "A code was sent to you"),
  mfa_challenge_failed: wrongProof,
  mfa_challenge_rate_limited: "A code was refused, after too many wrong ones",
  mfa_locked: "Codes are refused for a while, after too many wrong ones",
  step_up_succeeded: "Confirmed with a second factor",
  mailbox_proved: "Your mailbox was confirmed with a code",
  mfa_disabled: "Your second factors were turned off",
  // Of the first one.
  mfa_enabled: (entry) => `${nameOf(entry)} was added`,
  mfa_method_added: (entry) => `${nameOf(entry)} was added`,
  mfa_method_removed: (entry) => `${nameOf(entry)} was removed`,
  mfa_method_renamed: (entry) => `${nameOf(entry)} was renamed`,
  backup_code_used: "A backup code was used",
  mfa_backup_code_failed: "A wrong backup code was entered",
  backup_codes_regenerated: "New backup codes were made",
  device_trusted: "A browser was remembered: it is asked for no code",
  device_revoked: "A browser is remembered no longer",
  device_compromised: "A remembered browser may have been copied, and you were signed out everywhere",
  device_token_reused: "A remembered browser turned up twice, as a copied one does",
  session_ended: ({ reason }) => (reason === "ended_by_user" ? "A session was ended from another device" : undefined),
  session_evicted: "The oldest session was ended, since there were too many",
  session_changed: "A session went on from another browser or network",
  sessions_invalidated: ({ data }) => (data["ended"] === 0 ? undefined : "Other sessions were ended"),
  admin_unlocked: "You were allowed to guess again",
  grace_extended: "You were given more time to set up a second factor",
  admin_mfa_reset: "Your second factors were removed",
  recovery_requested: "Somebody said that all your second factors are lost",
  recovery_cancelled: "The removal of your second factors was called off",
  recovery_executed: "Your second factors were removed, as was asked for",
  enrollment_link_used: "The link to set up a second factor was used",
  user_data_exported: "Your data were downloaded",
  "app.vault.opened": "The vault was opened",
};

export function sentenceOf(entry: AuditEntry): string | undefined {
  const sentence = isTold(entry.type) ? SENTENCES[entry.type] : undefined;
  return typeof sentence === "function" ? sentence(entry) : sentence;
}

function isTold(type: string): type is Told {
  return Object.hasOwn(SENTENCES, type);
}

function wrongProof({ methodType }: AuditEntry): string {
  if (methodType === "password") return "A wrong password was entered";
  return methodType === "webauthn" ? "A passkey was shown that does not fit" : "A wrong code was entered";
}

function nameOf({ methodType }: AuditEntry): string {
  return NAMES[methodType ?? ""] ?? "A second factor";
}
