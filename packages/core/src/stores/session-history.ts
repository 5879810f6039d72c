import type { DeviceType, EndReason } from "../protocol.ts";

/** One session in the history: who, on what, from where, when, and why it ended. */
export interface SessionRecord {
  /** The public handle. */
  readonly id: string;
  readonly userId: string;
  readonly tenantId: string | null;
  readonly createdAt: Date;
  /** The absolute end. */
  readonly expiresAt: Date;
  /** Masked. */
  readonly ip: string | null;
  readonly browser: string | null;
  readonly os: string | null;
  readonly deviceType: DeviceType;
  readonly location: Readonly<Record<string, unknown>> | null;
  readonly lastSeenAt: Date | null;
  readonly endedAt: Date | null;
  readonly endReason: EndReason | null;
}

/** A session as it begins. */
export type NewSessionRecord = Omit<SessionRecord, "endedAt" | "endReason">;

/**
 * The history of sessions, durable. It decides nothing while the index is whole; when the index comes back with old data,
 * it knows which sessions had been ended.
 */
export interface SessionHistory {
  /**
   * Writes a session that has begun. True where the user has had others before, and none of them on this browser and
   * system: an unknown device, as far as the history goes back.
   */
  open(session: NewSessionRecord): Promise<boolean>;
  /** Writes that sessions have ended, also of those that were never opened here. What has ended stays as it ended. */
  end(sessions: readonly NewSessionRecord[], reason: EndReason): Promise<void>;
  /** The handles of a user's sessions that were ended before their time, as long as that time has not come. */
  endedIds(userId: string): Promise<readonly string[]>;
  /** Newest first. */
  list(userId: string, limit: number): Promise<readonly SessionRecord[]>;
  /** How many began in the last 24 hours. */
  countLastDay(userId: string): Promise<number>;
  /** Ends what ran out unseen, and removes what ended longer ago than the retention. Returns how many were removed. */
  cleanUp(rule: { readonly retentionDays: number }): Promise<number>;
}
