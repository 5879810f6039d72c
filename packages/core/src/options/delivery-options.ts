import type { Channel } from "../channel.ts";

/** How codes and notices leave the house; methods that nothing can be sent for are not on offer. */
export interface Channels {
  readonly sms?: Channel;
  readonly email?: Channel;
}

/** A number that somebody wants codes sent to, before anything is. */
export interface PhoneNumber {
  /** E.164, for example `+905321234567`. */
  readonly e164: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** `mobile` also where the country's plan does not tell it from a fixed line. */
  readonly type: "mobile" | "voip";
}

/** Codes and notices by SMS and e-mail. */
export interface DeliveryOptions {
  /** How long a sent code is good. Default 600 seconds, and no more (SP 800-63B-4 §3.1.3.2). */
  readonly codeSeconds?: number;
  /** How long until a code may be asked for once more. Default 30 seconds. */
  readonly resendAfterSeconds?: number;
  /** The language for people whose `locale` says none that there are texts in. Default `en`. */
  readonly language?: "en" | "tr";
  readonly sms?: SmsOptions;
  readonly email?: EmailOptions;
}

/** What may be sent by SMS, and what it may cost. Each limit holds over all processes. */
export interface SmsOptions {
  /** Messages with a code per user, and per number, in `windowSeconds`. Default 3. */
  readonly max?: number;
  /** Default 600 seconds. */
  readonly windowSeconds?: number;
  /** The same in 24 hours. Default 10. */
  readonly maxPerDay?: number;
  /** Per block of 10 000 numbers (all digits but the last four) in an hour. Default 50. */
  readonly maxPerPrefixHour?: number;
  /** Per country in an hour. Default 500. */
  readonly maxPerCountryHour?: number;
  /** In total in an hour. Default 1000. */
  readonly maxPerHour?: number;
  /** Where numbers may be from, ISO 3166-1 alpha-2. Default: everywhere. */
  readonly countries?: readonly string[];
  /** Asked before each code, after all other checks: block lists, SIM-swap look-ups. What throws or takes over 800 ms refuses. */
  readonly isAllowed?: (number: PhoneNumber) => boolean | Promise<boolean>;
  /** What one message costs, or what it costs by country (`default` for the rest), in any money. Default 0.1. */
  readonly pricePerMessage?: number | Readonly<Record<string, number>>;
  /** What the codes of a day may cost per country. Default 50. */
  readonly budgetPerCountryDay?: number;
  /** What the codes of a day may cost. Default 100. */
  readonly budgetPerDay?: number;
  /** The least share of the newest `conversionSends` codes of a country that has to come back. Default 0.2; 0: never pause. */
  readonly minConversion?: number;
  /** Default 50. */
  readonly conversionSends?: number;
  /** After how long a code that did not come back counts as one that will not. Default 120 seconds. */
  readonly settleSeconds?: number;
  /** How long nothing is sent to a country where too few come back. Default 3600 seconds. */
  readonly pauseSeconds?: number;
  /** How many numbers one user may have. Default 3. */
  readonly maxPerUser?: number;
  /** Whether notices go to proved numbers as well. Default true (ASVS 6.3.7). */
  readonly notices?: boolean;
}

/** What may be sent by e-mail. */
export interface EmailOptions {
  /** Messages with a code per user, and per address, in `windowSeconds`. Default 3. */
  readonly max?: number;
  /** Default 3600 seconds. */
  readonly windowSeconds?: number;
  /** The same in 24 hours. Default 10. */
  readonly maxPerDay?: number;
  /** In total in an hour. Default 5000. */
  readonly maxPerHour?: number;
  /** How many addresses one user may have as a method. Default 3. */
  readonly maxPerUser?: number;
}
