/** A message that must go out, now or later, and is kept until it has. */
export interface OutboxMessage {
  /** UUIDv7. */
  readonly id: string;
  readonly userId: string;
  /** One for each event and destination: a second message with the same key is not taken. */
  readonly key: string;
  /** Which text, for example `method_added`. */
  readonly kind: string;
  readonly channel: "sms" | "email";
  /** The number or address, sealed. */
  readonly to: string;
  /** The method that it belongs to; null for the account's own address. */
  readonly methodId: string | null;
  /** What the text is made of; no secret. */
  readonly data: Readonly<Record<string, unknown>>;
  /** BCP 47. */
  readonly language: string;
  /** Not before; null: at once, whatever the clock of this process says. */
  readonly sendAt: Date | null;
}

/** One that was claimed. */
export interface ClaimedMessage extends OutboxMessage {
  /** When it was to go out. */
  readonly sendAt: Date;
  /** This one included. */
  readonly attempts: number;
}

/** Messages that must not be lost, durable. Written in the transaction of what they tell of. */
export interface OutboxStore {
  /** Keeps them; those whose key is known are left out. */
  add(messages: readonly OutboxMessage[]): Promise<void>;
  /**
   * Takes messages that are due, oldest first, and counts the try. Nobody else gets them for `leaseSeconds`; whoever dies
   * with them in hand gives them back by that.
   */
  claim(limit: number, leaseSeconds: number): Promise<readonly ClaimedMessage[]>;
  /** Sent, or given up: it is not claimed again, and its destination is forgotten. */
  finish(id: string, outcome: "sent" | "failed"): Promise<void>;
  /** Tries again in so many seconds. */
  retry(id: string, inSeconds: number): Promise<void>;
  /** Forgets what has not gone out, of one kind. */
  cancel(userId: string, kind: string): Promise<void>;
  /** Removes what was finished more than so many days ago. Returns how many. */
  cleanUp(retentionDays: number): Promise<number>;
}
