import type { Clock, RandomSource } from "../clock.ts";
import type { Logger } from "../logger.ts";
import type { MessageOverrides, NoticeContexts, NoticeKind } from "../messages/message.ts";
import type { Policy } from "../policy/policy.ts";
import type { MethodType, TotpAlgorithm, WhenFull } from "../protocol.ts";
import type { Place, RequestContext, User, UserAdapter } from "../users.ts";
import type { AuditOptions } from "./audit-options.ts";
import type { Channels, DeliveryOptions } from "./delivery-options.ts";
import type { AdminOptions, RecoveryOptions, TrustedDeviceOptions } from "./trust-options.ts";
import type { WebauthnOptions } from "./webauthn-options.ts";

/** What the domain can be told. Everything but `issuer`, `origin`, `users` and `secret` has a default. */
export interface MfaOptions {
  /** The name that authenticator apps show beside the code, for example `Acme Bank`. */
  readonly issuer: string;
  /** The exact origins of the app, the main one first, for example `https://bank.example`. */
  readonly origin: string | readonly string[];
  /** The app's users table. */
  readonly users: UserAdapter;
  /**
   * Keys, newest first: base64 of 32 random bytes each. The newest writes, all read. A longer passphrase is stretched;
   * short, default and example values are refused.
   */
  readonly secret: string | readonly string[];
  /**
   * Which methods are offered. Default: `["totp", "webauthn", "backup_code"]`, without `"webauthn"` where the first `origin` is
   * an address, and with `"sms"` where `channels.sms` is given; `"email"` only where it is named here (SP 800-63B-4
   * §3.1.3.1).
   */
  readonly methods?: readonly MethodType[];
  /** Who must use MFA. Default: optional for everybody. */
  readonly policy?: Policy;
  /** Who is an admin. Default: users whose `roles` include `admin`. */
  readonly isAdmin?: (user: User) => boolean;
  readonly totp?: TotpOptions;
  /** Passkeys and security keys. */
  readonly webauthn?: WebauthnOptions;
  readonly backupCodes?: BackupCodeOptions;
  readonly challenges?: ChallengeOptions;
  readonly limits?: LimitOptions;
  readonly stepUp?: StepUpOptions;
  readonly sessions?: SessionOptions;
  readonly trustedDevices?: TrustedDeviceOptions;
  /** How users who have lost their methods come back. */
  readonly recovery?: RecoveryOptions;
  /** What it takes for an admin to act on a user. */
  readonly admin?: AdminOptions;
  /** What is recorded, and how long it is kept. */
  readonly audit?: AuditOptions;
  /** How codes and notices are sent. */
  readonly channels?: Channels;
  readonly delivery?: DeliveryOptions;
  /** Texts of your own, one function a message. */
  readonly messages?: MessageOverrides;
  /**
   * Called with what a user is told, beside the messages to their addresses: for push messages, or a banner of your own.
   * Not waited for; what it throws is logged.
   */
  readonly onNotice?: (user: User, notice: UserNotice) => void | Promise<void>;
  /** Where the time comes from. Default: the machine. */
  readonly clock?: Clock;
  /** Where random bytes come from. Default: the operating system. */
  readonly random?: RandomSource;
  /** Where operators read. Default: one line of JSON each on standard error. */
  readonly logger?: Logger;
  /** Where an address is, for the list of sessions; called once per sign-in, with 300 ms to answer. */
  readonly locate?: (ip: string) => Promise<Place | undefined> | Place | undefined;
}

/** TOTP (RFC 6238). Kept per method: a change applies to new methods only. */
export interface TotpOptions {
  /** Default `SHA1`, the only one that every authenticator app knows. */
  readonly algorithm?: TotpAlgorithm;
  /** Default 6. */
  readonly digits?: 6 | 8;
  /** The time step in seconds. Default 30 (ASVS 6.5.5); up to 60. */
  readonly periodSeconds?: number;
  /** Steps accepted before and after the current one (RFC 6238 §5.2). Default 1; 0 is the strict profile; wider is refused. */
  readonly window?: 0 | 1;
  /** How many authenticator apps one user may have. Default 5. */
  readonly maxPerUser?: number;
}

/** Backup codes. */
export interface BackupCodeOptions {
  /** How many are made at once. Default 10. */
  readonly count?: number;
  /** Characters of Crockford Base32 per code: 10 (50 bits, default) or 16 (80 bits, the strict profile). */
  readonly symbols?: 10 | 16;
  /** Days until unused codes expire. Default: never. */
  readonly expiresInDays?: number | null;
  /** The cost of scrypt. Default `{ N: 32768, r: 8, p: 3 }` (ASVS App. C); refused below that in production. */
  readonly cost?: { readonly N: number; readonly r: number; readonly p: number };
}

/** Pending sign-ins and set-ups. */
export interface ChallengeOptions {
  /** How long a pending sign-in lives. Default 300 seconds. */
  readonly signInSeconds?: number;
  /** How long an unproved set-up lives. Default 600 seconds. */
  readonly setupSeconds?: number;
  /** Guesses per pending sign-in or set-up. Default 5; the next needs the password again. */
  readonly maxAttempts?: number;
}

/** What guesses cost: the waits of a user after failures over all methods, addresses and processes, and when it is enough. */
export interface LimitOptions {
  /**
   * The schedule in one word; single numbers beside it win. `standard` (default): five free, then 30 s doubling to 1 h,
   * 100 in a row, 200 in 30 days (SP 800-63B-4 §3.2.2); `pci`: ten free, then 30 minutes doubling to 2 h (PCI DSS 4.0.1
   * 8.3.4); `strict`: three free, then 60 s doubling to 4 h, 50 in a row, 100 in 30 days.
   */
  readonly preset?: "standard" | "pci" | "strict";
  /** Failures in a row that cost no wait. Default 5. */
  readonly freeFailures?: number;
  /** The first wait; each further failure doubles it. Default 30 seconds. */
  readonly baseWaitSeconds?: number;
  /** The longest wait. Default 3600 seconds. */
  readonly maxWaitSeconds?: number;
  /** Failures in a row after which methods that can be guessed are off until a second factor of another kind, or an admin. Default 100. */
  readonly maxInARow?: number;
  /** Failures of the last `recentDays`, whatever succeeded in between, after which they are off. Default 200. */
  readonly maxRecent?: number;
  /** Default 30 days. */
  readonly recentDays?: number;
  /** How many leading bits of an IPv6 address stand for one client. Default 64, what one network is given (RFC 4291 §2.5.4). */
  readonly ipv6PrefixLength?: number;
}

/** What a user is told: of which kind, when, from where, and what belongs to it (`failures`, `remaining`, `methodType` …). */
export type UserNotice = {
  [Kind in NoticeKind]: {
    readonly type: Kind;
    readonly at: Date;
    readonly context: RequestContext;
  } & NoticeContexts[Kind];
}[NoticeKind];

/** Re-authentication before sensitive acts. */
export interface StepUpOptions {
  /** How old a proof may be for changing methods. Default 300 seconds. */
  readonly maxAgeSeconds?: number;
}

/** Signed-in sessions. */
export interface SessionOptions {
  /**
   * The limits in one word; single limits beside it win. `relaxed`: 30 days, 7 days idle (SP 800-63B-4 §2.1.3, AAL1);
   * `standard` (default): 24 h, 1 h idle (§2.2.3, AAL2); `strict`: 12 h, 15 minutes idle (§2.3.3, AAL3; PCI DSS 4.0.1
   * 8.2.8).
   */
  readonly preset?: "relaxed" | "standard" | "strict";
  /** The longest a session can live, whatever happens in it. Default 86 400 seconds (24 h). */
  readonly absoluteSeconds?: number;
  /** How long it lives without a request. Default 3600 seconds (1 h). Kept per session. */
  readonly idleSeconds?: number;
  /** How many sessions one user may have, where `sessionCap()` is mounted without a number. Default 5. */
  readonly max?: number;
  /** What `sessionCap()` does beyond it where it is mounted without saying. Default `"end-oldest"`. */
  readonly whenFull?: WhenFull;
  /** Whether a user's other sessions end when they add or remove a method or make new backup codes. Default true (ASVS 7.4.3). */
  readonly endOthersOnChange?: boolean;
  /**
   * What happens when the network or the browser of a session changes: `"record"` (default) writes the event
   * `session_changed`; `"step-up"` also asks for a factor again.
   */
  readonly onChange?: "record" | "step-up";
  /** How often the history is cleaned up. Default 3600 seconds; 0: never by itself. */
  readonly cleanupSeconds?: number;
  /** How long ended sessions stay in the history. Default 90 days. */
  readonly historyDays?: number;
}
