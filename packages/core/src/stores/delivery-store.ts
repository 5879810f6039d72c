import type { DeliveryStatus } from "../channel.ts";

/** A message on its way out, as it is remembered: neither its text nor where it went. */
export interface Delivery {
  /** UUIDv7. */
  readonly id: string;
  readonly userId: string;
  /** The method whose number or address it went to; null while that is being set up, and for the account's own address. */
  readonly methodId: string | null;
  /** Ties the sends of one code together; null for notices. */
  readonly codeId: string | null;
  readonly channel: "sms" | "email";
  readonly purpose: "code" | "notice";
  /** The country of the number, ISO 3166-1 alpha-2; null for e-mail. */
  readonly country: string | null;
  /** What it costs, in the money of `delivery.sms.pricePerMessage`. */
  readonly price: number;
}

/** When too few of the codes sent to a country come back: somebody may be paid for the messages, and read none of them. */
export interface ConversionRule {
  /** Of how many of the newest settled codes of a country, those aside that no provider took. Fewer say nothing. */
  readonly sends: number;
  /** The least share of them that has to come back, for example 0.2. */
  readonly minRatio: number;
  /** A code that came back is settled at once, another one after so long. */
  readonly settleSeconds: number;
  /** How long nothing is sent to the country then. */
  readonly pauseSeconds: number;
}

/** Whether a message may go out. */
export type Admission =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      readonly retryAfterSeconds: number;
      /** True for the one call that began the pause. */
      readonly paused: boolean;
    };

/** How the messages of one channel to one country have done. */
export interface DeliveryStats {
  readonly channel: "sms" | "email";
  readonly country: string | null;
  /** Taken by a provider. */
  readonly sent: number;
  readonly failed: number;
  /** Bounced, or complained about. */
  readonly bounced: number;
  /** Sent with a code. */
  readonly codes: number;
  /** Of `codes`: how many came back. */
  readonly verified: number;
  readonly spent: number;
  /** Until when nothing goes to this country, because too few codes came back. */
  readonly pausedUntil: Date | null;
}

/** What was sent, durable: what became of it, and which countries are paused. */
export interface DeliveryStore {
  /**
   * Remembers a message that is about to go out (with the status `queued`), unless its country is paused, or has to be
   * now under `rule`. One statement; of parallel calls that find the same, one begins the pause. Without a rule, or
   * without a country, everything is admitted.
   */
  admit(delivery: Delivery, rule?: ConversionRule): Promise<Admission>;
  /** What came of handing it over. */
  settle(
    id: string,
    outcome: { readonly provider: string; readonly providerId: string | null; readonly status: DeliveryStatus },
  ): Promise<void>;
  /**
   * A provider's report, by our id or by the provider's. The message, where the report says something new of one that is
   * known: a status never goes back (`delivered` after `bounced` is nothing new, nor is one told twice).
   */
  report(report: {
    readonly provider: string;
    readonly messageId?: string | undefined;
    readonly providerId?: string | undefined;
    readonly status: DeliveryStatus;
  }): Promise<Delivery | undefined>;
  /** The code came back: every send of it counts as verified. The last provider that took it, with its id of it. */
  verified(codeId: string): Promise<{ readonly provider: string; readonly providerId: string } | undefined>;
  /** Ends the pause of a country; what was sent before does not count any more. False where there was none. */
  resume(country: string): Promise<boolean>;
  /** The last so many hours, one row a channel and country. */
  stats(hours: number): Promise<readonly DeliveryStats[]>;
  /** Removes what is older than so many days. Returns how many. */
  cleanUp(retentionDays: number): Promise<number>;
}
