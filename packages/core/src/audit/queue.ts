import type { NewAuditRow } from "../stores/audit-store.ts";

/** Rows that were put into the file; withdrawn where what they tell of was not done. */
export interface QueuedRows {
  withdraw(): Promise<void>;
}

/** What came of a replay. */
export interface Replayed {
  /** Rows that are in the trail now. */
  readonly written: number;
  /** Lines that nobody with our keys has written. They are kept beside, for whoever looks into it. */
  readonly refused: number;
}

/** Where rows wait on this machine while the database does not take them. */
export interface AuditQueue {
  /** Resolves when they are on the disk. */
  add(rows: readonly NewAuditRow[]): Promise<QueuedRows>;
  /** The database has failed a moment ago: it is not asked again by everybody. */
  readonly isUsed: boolean;
  /** Whether rows wait. */
  readonly isWaiting: boolean;
  /** Hands everything that waits to `write`, once each, whichever process of this machine has put it there. */
  replay(write: (rows: readonly NewAuditRow[]) => Promise<void>): Promise<Replayed>;
}
