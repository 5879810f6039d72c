/** How long a user who must enroll may go without, on the database's clock. */
export interface Grace {
  readonly userId: string;
  readonly startedAt: Date;
  readonly deadline: Date;
  /** By the database's clock, now. */
  readonly isOver: boolean;
  /** An admin has set the deadline. */
  readonly isExtended: boolean;
}

/** Grace periods, durable: begun once a user, by the database's clock, and never begun again. */
export interface GraceStore {
  /**
   * Begins it, unless it has begun; `isNew` for exactly one of any number of parallel calls. The deadline that counts is
   * the earlier one of the one that was set then and `startedAt` plus `days` (a policy that has become stricter holds at
   * once, a laxer one renews nothing), unless an admin has set it.
   */
  begin(userId: string, days: number): Promise<Grace & { readonly isNew: boolean }>;
  /** Those that have begun, of these users; the deadline as it was set. */
  peek(userIds: readonly string[]): Promise<readonly Grace[]>;
  /**
   * Sets the deadline to so many days from now, never to an earlier one than it is; also for a user whose grace has not
   * begun.
   */
  extend(
    userId: string,
    extension: { readonly days: number; readonly by: string; readonly reason: string },
  ): Promise<Grace>;
}
