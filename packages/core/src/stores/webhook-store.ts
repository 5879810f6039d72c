import type { AuditRow, WebhookTarget } from "./audit-store.ts";

/** One that was claimed, with the event as the trail has it now: whoever was erased meanwhile is not in it. */
export interface ClaimedDelivery {
  readonly webhook: string;
  /** This one included. */
  readonly attempts: number;
  readonly row: AuditRow;
}

/** One that was given up. */
export interface DeadLetter extends WebhookTarget {
  readonly type: string;
  readonly at: Date;
  readonly attempts: number;
  /** What the last try came to: `status 500`, `timeout`. */
  readonly lastError: string;
  readonly abandonedAt: Date;
}

/** What is to be posted to webhooks, durable. `AuditStore.append` writes it, in the transaction of the event. */
export interface WebhookStore {
  /**
   * Takes deliveries of one webhook that are due, oldest first, and counts the try. Nobody else gets them for `leaseSeconds`;
   * whoever dies with them in hand gives them back by that.
   */
  claim(
    webhook: string,
    lot: { readonly limit: number; readonly leaseSeconds: number },
  ): Promise<readonly ClaimedDelivery[]>;
  /** It was taken. */
  finish(target: WebhookTarget): Promise<void>;
  /** Tries again in so many seconds. */
  retry(target: WebhookTarget, again: { readonly inSeconds: number; readonly error: string }): Promise<void>;
  /** Gives it up: true for whoever did. */
  abandon(target: WebhookTarget, error: string): Promise<boolean>;
  /** What was given up, the newest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  /** Has what was given up tried again, from the first try on. Returns how many. */
  redeliver(which: { readonly webhook: string; readonly eventId?: string | undefined }): Promise<number>;
  /** Removes what was taken or given up more than so many days ago. Returns how many. */
  cleanUp(retentionDays: number): Promise<number>;
}
