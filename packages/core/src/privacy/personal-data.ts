import type { MethodSummary } from "../protocol.ts";
import type { SessionSummary } from "../sessions/details.ts";
import type { AuditEntry } from "../stores/audit-store.ts";
import type { DeviceRecord } from "../stores/device-store.ts";
import type { PersonalDelivery, PersonalMessage, PersonalRecords } from "../stores/privacy-store.ts";
import type { SessionRecord } from "../stores/session-history.ts";
import type { KeptFor, PrivacyNotice } from "./notice.ts";

/** A method as its owner sees it, with the number or address in full: it is their own. */
export type PersonalMethod = MethodSummary & { readonly destination: string | null };

/** A device that was trusted, and what was last seen of it. */
export interface PersonalDevice extends Omit<DeviceRecord, "userId" | "tenantId" | "trusted" | "last"> {
  readonly browser: string | null;
  readonly os: string | null;
}

/** A session that lives. */
export type PersonalSession = Omit<SessionSummary, "current">;

/** One that has begun at some time, as the history has it. */
export type PastSession = Omit<SessionRecord, "userId" | "tenantId">;

/** Who has acted, where that was not the person. No more is said of them. */
export const SOMEBODY = "an administrator";

type What = "id" | "type" | "at" | "severity" | "outcome";
type Where = "ip" | "browser" | "os" | "deviceType" | "userAgent" | "requestId";

/** An event that is about the person. Where somebody else has acted, from where is theirs, and null here. */
export interface PersonalEvent extends Pick<AuditEntry, What | Where> {
  readonly by: typeof SOMEBODY | null;
  readonly methodType: string | null;
  readonly methodId: string | null;
  readonly sessionId: string | null;
  readonly reason: string | null;
  /** What whoever has acted wrote of it. */
  readonly note: string | null;
  readonly data: AuditEntry["data"];
}

/** Something that the person has done as an admin. Whom it was about is left out. */
export type PersonalAct = Pick<AuditEntry, What | Where>;

/** Everything that is kept about one person. No secret, and nothing of others. */
export interface PersonalData {
  readonly format: "sallyport.personal-data";
  /** Grows when a reader would have to change. */
  readonly version: 1;
  readonly exportedAt: Date;
  /** The name of the app (`issuer`): who is responsible. */
  readonly controller: string;
  readonly notice: PrivacyNotice;
  readonly retention: readonly KeptFor[];
  readonly account: { readonly id: string };
  readonly methods: readonly PersonalMethod[];
  readonly backupCodes: PersonalRecords["backupCodes"];
  readonly passkeyHandleSince: Date | null;
  readonly guesses: PersonalRecords["guesses"];
  readonly gracePeriod: PersonalRecords["grace"];
  readonly policyRules: PersonalRecords["rules"];
  readonly recoveries: PersonalRecords["recoveries"];
  readonly trustedDevices: readonly PersonalDevice[];
  readonly liveSessions: readonly PersonalSession[];
  readonly sessions: readonly PastSession[];
  readonly deliveries: readonly PersonalDelivery[];
  /** Notices that wait to be sent, or were; `to` in full as long as they wait. */
  readonly messages: readonly PersonalMessage[];
  /** What has happened to the person, the oldest first. */
  readonly events: readonly PersonalEvent[];
  /** What the person has done to others. */
  readonly acts: readonly PersonalAct[];
}
