import type { AuditStore } from "./audit-store.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { DeviceStore } from "./device-store.ts";
import type { GraceStore } from "./grace-store.ts";
import type { MethodStore } from "./method-store.ts";
import type { OutboxStore } from "./outbox-store.ts";
import type { PolicyStore } from "./policy-store.ts";
import type { PrivacyStore } from "./privacy-store.ts";
import type { RecoveryStore } from "./recovery-store.ts";
import type { SessionHistory } from "./session-history.ts";
import type { StatsStore } from "./stats-store.ts";
import type { WebhookStore } from "./webhook-store.ts";

/**
 * The stores that the domain asks for. Each verb is atomic by itself and returns the outcome; there is no `get` to be
 * followed by a `set`. Every adapter passes the same suite in `test/contract`.
 */

/** One stored backup code. `lookup` finds the only candidate for a guess, so that one guess costs one hash. */
export interface BackupCodeRecord {
  readonly id: string;
  readonly position: number;
  /** A few keyed bits of the code (0–255), distinct within a generation. */
  readonly lookup: number;
  /** `scrypt$v1$<key id>$<N>$<r>$<p>$<salt>$<hash>`, over the peppered code. */
  readonly hash: string;
}

/** Backup codes, durable. */
export interface BackupCodeStore {
  /** Puts a new generation in the place of the old one, in one transaction. */
  replace(
    userId: string,
    codes: readonly BackupCodeRecord[],
    expiry: { readonly expiresInSeconds: number | null },
  ): Promise<void>;
  /** The one unspent, unexpired code with this lookup, if any. */
  find(userId: string, lookup: number): Promise<BackupCodeRecord | undefined>;
  /** Spends it: true for exactly one of any number of parallel calls. */
  spend(userId: string, codeId: string): Promise<boolean>;
  /** How many are left. Zero remaining and null dates where none were made. */
  count(userId: string): Promise<{ remaining: number; generatedAt: Date | null; expiresAt: Date | null }>;
  /** Removes all of them. */
  clear(userId: string): Promise<void>;
}

/** The schedule of waits after failures (DESIGN.md §5). */
export interface FailureSchedule {
  /** Failures in a row that cost nothing. */
  readonly freeFailures: number;
  /** The wait after the last free failure; it doubles with each further one. */
  readonly baseWaitSeconds: number;
  readonly maxWaitSeconds: number;
  /** Failures in a row after which methods that can be guessed are off. */
  readonly maxInARow: number;
  /** Failures of the last `recentDays`, whatever succeeded in between, after which they are off. */
  readonly maxRecent: number;
  readonly recentDays: number;
}

/** What became of a guess before it was looked at. */
export type Charge =
  | { readonly allowed: true; readonly failures: number; readonly recent: number }
  | {
      readonly allowed: false;
      readonly retryAfterSeconds: number;
      /** No wait ends this: too many failures in a row, or in the last days. */
      readonly isOff: boolean;
    };

/** How a user stands. */
export interface FailureCount {
  readonly inARow: number;
  /** Of the last `recentDays`. */
  readonly recent: number;
  /** Seconds until a guess is allowed; 0 if one is. */
  readonly waitSeconds: number;
}

/** Failure counters per user over all guessable methods; durable, so that a cache loss clears no lock. */
export interface FailureStore {
  /**
   * Charges one guess before it is looked at, in one statement on the database's clock. Refused while the user waits, and
   * (`isCapped`, default true) where methods that can be guessed are off; nothing is charged then. `failures` counts this one.
   */
  charge(userId: string, schedule: FailureSchedule, options?: { readonly isCapped?: boolean }): Promise<Charge>;
  /**
   * Takes one charge back, for a code that was right but used before: a reply that was lost is sent again, and that is no
   * guess (SECURITY.md Q17). Waits that the other charges have earned stay.
   */
  refund(userId: string, schedule: FailureSchedule): Promise<void>;
  /** Looks without charging. */
  count(userId: string, schedule: FailureSchedule): Promise<FailureCount>;
  /** A completed second factor: the row of failures ends, and the guess that was right is no failure. The last days stay. */
  reset(userId: string): Promise<void>;
  /** An admin: all of it is forgotten. */
  forget(userId: string): Promise<void>;
  /** True once in `everySeconds` for each user: whoever gets it may send the notice. */
  claimNotice(userId: string, everySeconds: number): Promise<boolean>;
}

/** The durable stores, alone or inside one transaction. */
export interface DurableStores {
  readonly methods: MethodStore;
  readonly credentials: CredentialStore;
  readonly backupCodes: BackupCodeStore;
  readonly failures: FailureStore;
  readonly sessionHistory: SessionHistory;
  readonly deliveries: DeliveryStore;
  readonly outbox: OutboxStore;
  readonly devices: DeviceStore;
  readonly policies: PolicyStore;
  readonly grace: GraceStore;
  readonly recoveries: RecoveryStore;
  readonly stats: StatsStore;
  readonly audit: AuditStore;
  readonly privacy: PrivacyStore;
  readonly webhooks: WebhookStore;
  /** Runs `work` in one transaction: all of it is kept, or (when it throws) none. Inside, use only the stores it is given. */
  transaction<T>(work: (stores: DurableStores) => Promise<T>): Promise<T>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
}

/** Something begun that must be finished soon: a pending sign-in, a set-up. Contains no secret in clear. */
export interface ChallengeRecord {
  /** Keyed hash of the handle that the client holds, or a key made of purpose and user. */
  readonly key: string;
  readonly userId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Challenges: short-lived, few tries, taken once. */
export interface ChallengeStore {
  /** Stores it, in the place of an earlier one with the same key. Gone after `ttlSeconds`. */
  put(challenge: ChallengeRecord, limits: { readonly ttlSeconds: number; readonly maxAttempts: number }): Promise<void>;
  /**
   * Stores it, unless there is one with that key that is alive and has tries left, and returns the one that is there now.
   * Atomic: of any number of parallel calls all get the same one.
   */
  join(
    challenge: ChallengeRecord,
    limits: { readonly ttlSeconds: number; readonly maxAttempts: number },
  ): Promise<ChallengeRecord & { readonly attemptsRemaining: number }>;
  /** Looks without charging. */
  read(key: string): Promise<(ChallengeRecord & { readonly attemptsRemaining: number }) | undefined>;
  /** Charges one try and returns the challenge; undefined when it is unknown, expired, taken or out of tries. Atomic. */
  attempt(key: string): Promise<(ChallengeRecord & { readonly attemptsRemaining: number }) | undefined>;
  /** Removes it: true for exactly one of any number of parallel calls. */
  take(key: string): Promise<boolean>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}
