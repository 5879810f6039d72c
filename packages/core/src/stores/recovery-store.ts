/** A way back for a user who has lost their methods. */
export interface RecoveryRecord {
  readonly id: string;
  readonly userId: string;
  readonly tenantId: string | null;
  /** Who began it: an admin, or the user. */
  readonly kind: "admin_reset" | "self_recovery";
  readonly reason: string | null;
  /** The id of the admin or of the user. */
  readonly requestedBy: string;
  readonly requestedAt: Date;
  /** Whether a second admin must agree. */
  readonly needsApproval: boolean;
  readonly approvedBy: string | null;
  /** From when it may be carried out; null while it waits for approval. */
  readonly effectiveAt: Date | null;
  /** The methods are gone; the user must enroll. */
  readonly executedAt: Date | null;
  /** Until when the link that was sent is good; null where none was sent. */
  readonly linkExpiresAt: Date | null;
  readonly linkUsedAt: Date | null;
  readonly cancelledAt: Date | null;
  /** The user has enrolled again. */
  readonly completedAt: Date | null;
}

/** One that is asked for. */
export interface NewRecovery extends Pick<
  RecoveryRecord,
  "id" | "userId" | "tenantId" | "kind" | "reason" | "requestedBy" | "needsApproval"
> {
  /** Between the request (the approval, where it needs one) and the earliest moment that it can be carried out. */
  readonly delaySeconds: number;
}

/**
 * Recoveries, durable, on the database's clock. At most one per user is open (neither cancelled nor completed), whatever
 * runs in parallel.
 */
export interface RecoveryStore {
  /**
   * Asks for one. An admin's takes the place of any that is open (which is cancelled); a user's own is refused while one
   * is open (`"open"`, with that one).
   */
  request(
    recovery: NewRecovery,
  ): Promise<{ readonly outcome: "requested" | "open"; readonly recovery: RecoveryRecord }>;
  /** A second admin agrees: only where that is needed, once, and never by whoever asked for it. */
  approve(id: string, by: string): Promise<RecoveryRecord | undefined>;
  /** Cancels what has not been carried out, of one kind. The one that was cancelled, or undefined where there was none. */
  cancel(userId: string, kind: RecoveryRecord["kind"], by: string): Promise<RecoveryRecord | undefined>;
  /** The one that is open. */
  openOf(userId: string): Promise<RecoveryRecord | undefined>;
  /** Those that may be carried out now, oldest first. */
  due(limit: number): Promise<readonly RecoveryRecord[]>;
  /** Marks it as carried out: for exactly one of any number of parallel calls, and only when it is due. */
  execute(id: string): Promise<RecoveryRecord | undefined>;
  /** Keeps the hash of a new link for one that was carried out; an earlier link is dead by that. False for one that is not open. */
  link(id: string, link: { readonly hash: string; readonly seconds: number }): Promise<boolean>;
  /** Uses a link up: true once, in its time, for the user that it was made for. `hashes`: one for each key. */
  redeem(userId: string, hashes: readonly string[]): Promise<boolean>;
  /** The user has enrolled: what was carried out is completed. True if there was one. */
  complete(userId: string): Promise<boolean>;
}
