import type { CounterOwner } from "../limits/counter-key.ts";
import { spellingOf, type Destination } from "../methods/destination.ts";
import { prefixOf } from "../methods/sms/number.ts";
import type { Parts } from "../parts.ts";
import type { LimitRule } from "../stores/counter-store.ts";
import type { CodeSend } from "./code-send.ts";
import { priceOf } from "./price.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Money is counted in thousandths: counters know whole numbers. */
const THOUSANDTHS = 1000;

/** One limit of a send. */
export interface SendLimit {
  /** Colons are in no rule of an app: the two never meet. */
  readonly name: `send:${string}`;
  readonly owner: CounterOwner;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly algorithm?: LimitRule["algorithm"];
  readonly cost?: number;
  /** An operator should hear of it: this one is not about one person. */
  readonly isAlarm?: boolean;
}

/**
 * Numbers that are being set up are counted by themselves: whoever has an account could otherwise use up what somebody
 * else's number may get, and keep its owner from signing in (SECURITY.md C15).
 */
export function personalLimits(parts: Parts, { user, destination, methodId, boundTo }: CodeSend): readonly SendLimit[] {
  const { type } = destination;
  const { resendAfterSeconds } = parts.settings.delivery;
  const { max, windowSeconds, maxPerDay } = parts.settings.delivery[type];
  const owner = { userId: user.id };
  const address = { identifier: spellingOf(destination) };
  const target = methodId === null ? "unproved" : "destination";
  return [
    {
      name: "send:again",
      owner: { ...owner, identifier: `${type} ${boundTo}` },
      limit: 1,
      windowSeconds: resendAfterSeconds,
      algorithm: "fixed-window",
    },
    { name: `send:${type}-user`, owner, limit: max, windowSeconds },
    { name: `send:${type}-user-day`, owner, limit: maxPerDay, windowSeconds: DAY },
    { name: `send:${type}-${target}`, owner: address, limit: max, windowSeconds },
    { name: `send:${type}-${target}-day`, owner: address, limit: maxPerDay, windowSeconds: DAY },
  ];
}

export function overallLimits(parts: Parts, destination: Destination): readonly SendLimit[] {
  const { sms, email } = parts.settings.delivery;
  const hourly = { windowSeconds: HOUR, algorithm: "fixed-window", isAlarm: true } as const;
  if (destination.type === "email")
    return [{ name: "send:email-total", owner: {}, limit: email.maxPerHour, ...hourly }];

  const country = { identifier: destination.country ?? "" };
  const cost = Math.ceil(priceOf(parts, destination) * THOUSANDTHS);
  const daily = { windowSeconds: DAY, algorithm: "fixed-window", isAlarm: true, cost } as const;
  const budget = (amount: number): number => Math.floor(amount * THOUSANDTHS);
  return [
    {
      name: "send:sms-prefix",
      owner: { identifier: prefixOf(destination.to) },
      limit: sms.maxPerPrefixHour,
      ...hourly,
    },
    { name: "send:sms-country", owner: country, limit: sms.maxPerCountryHour, ...hourly },
    { name: "send:sms-total", owner: {}, limit: sms.maxPerHour, ...hourly },
    { name: "send:sms-budget-country", owner: country, limit: budget(sms.budgetPerCountryDay), ...daily },
    { name: "send:sms-budget", owner: {}, limit: budget(sms.budgetPerDay), ...daily },
  ];
}

/** Retries of a provider that is down count as well. */
const NOTICES_PER_DAY = 30;

/** Of a number that notices go to. */
export function noticeLimit(destination: Destination): SendLimit {
  const owner = { identifier: spellingOf(destination) };
  return { name: "send:sms-notice-day", owner, limit: NOTICES_PER_DAY, windowSeconds: DAY };
}
