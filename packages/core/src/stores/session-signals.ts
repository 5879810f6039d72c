/**
 * Tells the processes that sessions of a user have ended, so that live connections close at once. A hint and no more: who
 * hears it asks the index, and a message that is lost is caught up by a timer.
 */
export interface SessionSignals {
  publish(shard: string): Promise<void>;
  /** Calls `listener` for each message of this shard, until the returned function is called. */
  subscribe(shard: string, listener: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
