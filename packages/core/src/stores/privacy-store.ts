import type { DeliveryStatus } from "../channel.ts";
import type { PolicyRule } from "../policy/policy.ts";
import type { DeviceRecord } from "./device-store.ts";
import type { RecoveryRecord } from "./recovery-store.ts";
import type { SessionRecord } from "./session-history.ts";

/** Failed guesses that are counted against somebody. */
export interface PersonalGuesses {
  /** The trusted device whose budget it is; null for that of the account. */
  readonly deviceId: string | null;
  readonly inARow: number;
  /** Of each of the last days that there were any. */
  readonly byDay: readonly { readonly day: Date; readonly failures: number }[];
  readonly noGuessBefore: Date;
  readonly noticedAt: Date | null;
}

/** How long somebody may go without a second factor. */
export interface PersonalGrace {
  readonly startedAt: Date;
  readonly deadline: Date;
  readonly extendedAt: Date | null;
  /** In the words of whoever has extended it. */
  readonly extensionReason: string | null;
}

/** A rule of the policy that is for one person. */
export interface PersonalRule {
  readonly rule: PolicyRule;
  readonly changedAt: Date;
  readonly reason: string | null;
}

/** Who asked, agreed or cancelled is left out: they are other people. */
export type PersonalRecovery = Omit<RecoveryRecord, "userId" | "tenantId" | "requestedBy" | "approvedBy">;

/** What is kept of one person in numbers that a memory holds. No secret, no hash, no id of anybody else. */
export interface PersonalRecords {
  readonly backupCodes: readonly {
    readonly createdAt: Date;
    readonly usedAt: Date | null;
    readonly expiresAt: Date | null;
  }[];
  /** Since when authenticators know the person under a handle. */
  readonly passkeyHandleSince: Date | null;
  readonly guesses: readonly PersonalGuesses[];
  readonly grace: PersonalGrace | null;
  readonly rules: readonly PersonalRule[];
  readonly recoveries: readonly PersonalRecovery[];
  /** Also those that have ended, as long as they are kept. */
  readonly devices: readonly DeviceRecord[];
}

/** A message to somebody: neither its text nor where it went. */
export interface PersonalDelivery {
  readonly id: string;
  readonly channel: "sms" | "email";
  readonly purpose: "code" | "notice";
  readonly country: string | null;
  /** Who was handed it. */
  readonly provider: string | null;
  readonly status: DeliveryStatus;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
  /** When its code came back. */
  readonly verifiedAt: Date | null;
}

/** A notice that waits, or has waited, to be sent. */
export interface PersonalMessage {
  readonly id: string;
  readonly kind: string;
  readonly channel: "sms" | "email";
  /** The number or address, sealed; null once it was sent or given up. */
  readonly to: string | null;
  readonly language: string;
  readonly createdAt: Date;
  readonly sendAt: Date;
  readonly finishedAt: Date | null;
  readonly outcome: "sent" | "failed" | null;
}

/** Which part of a history: so many rows, behind the one with this id. */
export interface PersonalPage {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** How many rows went, by what they were. */
export interface Forgotten {
  readonly methods: number;
  readonly backupCodes: number;
  readonly passkeyHandles: number;
  readonly guesses: number;
  readonly gracePeriods: number;
  readonly policyRules: number;
  readonly recoveries: number;
  readonly trustedDevices: number;
  readonly sessions: number;
  readonly deliveries: number;
  readonly messages: number;
  /** Rows about others or about the policy, in which the person was who had acted: their name is a pseudonym now. */
  readonly mentions: number;
}

/** Everything that the tables keep of one person, but for the audit trail. */
export interface PrivacyStore {
  collect(userId: string): Promise<PersonalRecords>;
  /** By id. */
  sessions(userId: string, page: PersonalPage): Promise<readonly SessionRecord[]>;
  deliveries(userId: string, page: PersonalPage): Promise<readonly PersonalDelivery[]>;
  messages(userId: string, page: PersonalPage): Promise<readonly PersonalMessage[]>;
  /**
   * Removes up to `limit` rows of each history, and puts the pseudonym in the place of a person who has acted. To be called
   * until nothing is left, so that `forget` holds few locks, and for a moment.
   */
  clear(userId: string, rule: { readonly pseudonym: string; readonly limit: number }): Promise<Forgotten>;
  /** Removes all that is left, in one transaction. */
  forget(userId: string, rule: { readonly pseudonym: string }): Promise<Forgotten>;
}
