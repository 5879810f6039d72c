/** How messages leave the house. Implemented by `@sallyport/delivery`, or by an app in a few lines (docs/sending-codes.md). */

/** One message to one person. */
export interface OutgoingMessage {
  /** Ours, the same at every try: for `Message-ID`, call-backs, idempotency keys. No secret. */
  readonly id: string;
  /** A number in E.164, or an e-mail address. */
  readonly to: string;
  /** E-mail only. */
  readonly subject?: string;
  readonly text: string;
  /** E-mail only: the same once more, for programs that show it. */
  readonly html?: string;
  readonly purpose: "code" | "notice";
  /** The code by itself, for providers that write their own text around it. */
  readonly code?: string;
  /** BCP 47, for example `tr`. */
  readonly language: string;
  /** Aborted when the time for this message is up: let go of the connection then. */
  readonly signal?: AbortSignal;
}

/** What a provider has made of a message. Later ones in this list are later in its life; the last three are bad news. */
export type DeliveryStatus = "queued" | "sent" | "delivered" | "opened" | "failed" | "bounced" | "complained";

/** The provider has taken a message. */
export interface SendReceipt {
  /** The provider's own id of it. */
  readonly id: string;
  readonly status: "sent" | "queued";
  /** The name of the channel that took it, where one stands for several. Default: the channel's own. */
  readonly provider?: string;
}

/** A request of a provider to `deliveryWebhooks()`, before anybody has believed it. */
export interface ProviderCallback {
  /** The channel that it is for, from the path. */
  readonly provider: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The path and the query as they came. */
  readonly path: string;
  /** Raw, as signed. */
  readonly body: string;
}

/** What a provider reports of a message. */
export interface DeliveryReport {
  /** Our id of the message, where the provider hands it back. */
  readonly messageId?: string;
  /** The provider's id of it. */
  readonly providerId?: string;
  readonly status: DeliveryStatus;
}

/**
 * One way to send messages. `send` rejects with a `DeliveryError` that says whether it is for good, or with anything
 * else for a failure that may pass.
 */
export interface Channel {
  /** Shown to operators, and the last part of the path of its call-backs: lower-case letters, digits and `-`. */
  readonly name: string;
  send(message: OutgoingMessage): Promise<SendReceipt>;
  /** Asks the provider what has become of a message. */
  status?(id: string): Promise<DeliveryStatus>;
  /** Tells the provider that the code came back, for those that watch for fraud themselves. `id` is that of the receipt. */
  confirm?(id: string): Promise<void>;
  /**
   * Reads a call-back. `undefined`: not for this channel. Rejects with a `CallbackRefusedError` where the signature is not
   * the provider's. What it returns is believed.
   */
  receive?(callback: ProviderCallback): Promise<readonly DeliveryReport[] | undefined>;
  /** Lets go of connections. */
  close?(): Promise<void>;
}

/**
 * A message that was not taken. `isPermanent`: this number or address will not take another one either.
 *
 * @example
 * ```ts
 * import { DeliveryError } from "@sallyport/core";
 *
 * throw new DeliveryError("no such mailbox", { isPermanent: true });
 * ```
 */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly isPermanent: boolean;

  constructor(message: string, options: { readonly isPermanent: boolean; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.isPermanent = options.isPermanent;
  }
}

/** A call-back that nobody can believe: its signature is missing or wrong. Answered with 403 and no more. */
export class CallbackRefusedError extends Error {
  override readonly name = "CallbackRefusedError";
}
