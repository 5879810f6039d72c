/** The words on the wire and in the stores. Types only: `web` and `delivery` read them without loading the domain. */

/** The second factors (and the backup codes) that Sallyport knows. */
export type MethodType = "totp" | "sms" | "email" | "webauthn" | "backup_code";

/**
 * What a proof can be given by. `mailed_code`: the account's own mailbox, which is no second factor, but more than the
 * password where the first one is enrolled.
 */
export type ProofSource = "password" | MethodType | "trusted_device" | "mailed_code";

/** One thing that the user has shown in this session, and when. Sessions hold proofs; guards ask about them. */
export interface Proof {
  readonly by: ProofSource;
  readonly at: Date;
  /** Of a trusted device: the method that was shown when it was trusted. It counts as far as that one does. */
  readonly via?: MethodType | undefined;
}

/** `anonymous`: nobody; `pending`: password accepted, second factor outstanding; `full`: signed in. */
export type Stage = "anonymous" | "pending" | "full";

/** Authentication method references (RFC 8176), for example `["pwd", "otp", "mfa"]`. */
export type Amr = readonly string[];

/** The HMAC of a TOTP method (RFC 6238 §1.2). Authenticator apps are only sure to know `SHA1`. */
export type TotpAlgorithm = "SHA1" | "SHA256" | "SHA512";

/** A method as its owner and the sign-in page see it. */
export interface MethodSummary {
  readonly id: string;
  readonly type: MethodType;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly preferred: boolean;
  /** Where codes go, all but hidden: `••••67`. */
  readonly hint?: string;
  /** Messages to it come back: its owner should see to it. */
  readonly needsAttention?: true;
  /** Of a passkey or security key. */
  readonly key?: KeySummary;
}

/** What there is to know of a passkey or security key. */
export interface KeySummary {
  /** `passkey`: it signs in by itself; `second-factor`: after a password. */
  readonly usage: "passkey" | "second-factor";
  /** Whether it is copied to other devices of its owner. One that is not is lost with its device. */
  readonly backedUp: boolean;
}

/** The methods whose codes are sent. */
export type SentMethodType = "sms" | "email";

/** What a pending sign-in can be finished with. */
export type OfferedMethod =
  | {
      readonly id: string;
      readonly type: Exclude<MethodType, "backup_code">;
      readonly name: string;
      readonly hint?: string;
    }
  | { readonly type: "backup_code"; readonly remaining: number };

/** How many backup codes are left, and since when; never the codes. */
export interface BackupCodeSummary {
  readonly remaining: number;
  readonly generatedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** What a session runs on, roughly; caps may be set per type. */
export type DeviceType = "desktop" | "mobile" | "tablet" | "other";

/** What happens to a sign-in beyond the cap. */
export type WhenFull = "end-oldest" | "end-least-recently-used" | "reject" | "ask";

/** Why a session is no more. The one that the browser is told at its next request. */
export type EndReason =
  | "sign_out"
  | "ended_by_user"
  | "ended_by_admin"
  | "session_limit"
  | "idle_timeout"
  | "absolute_timeout"
  | "credentials_changed"
  | "factor_changed"
  | "account_disabled"
  | "device_compromised"
  | "mfa_reset"
  | "not_stored";
