import { MfaError } from "../errors.ts";
import { counterKey, type CounterOwner } from "../limits/counter-key.ts";
import { spellingOf } from "../methods/destination.ts";
import { prefixOf } from "../methods/sms/number.ts";
import { record, type Parts } from "../parts.ts";
import type { LimitRule } from "../stores/counter-store.ts";
import type { CodeSend } from "./code-send.ts";
import { priceOf } from "./price.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Money is counted in thousandths: counters know whole numbers. */
const THOUSANDTHS = 1000;

/** One limit of a send. */
interface SendLimit {
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

function personal(parts: Parts, { user, destination, boundTo }: CodeSend): readonly SendLimit[] {
  const { type } = destination;
  const { resendAfterSeconds } = parts.settings.delivery;
  const { max, windowSeconds, maxPerDay } = parts.settings.delivery[type];
  const owner = { userId: user.id };
  const address = { identifier: spellingOf(destination) };
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
    { name: `send:${type}-destination`, owner: address, limit: max, windowSeconds },
    { name: `send:${type}-destination-day`, owner: address, limit: maxPerDay, windowSeconds: DAY },
  ];
}

function overall(parts: Parts, { destination }: CodeSend): readonly SendLimit[] {
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

/**
 * Counts a send against all its limits in one step: where one refuses, none is charged. A refusal looks like any other
 * wait; which limit it was stands in the record. Nothing gives a charge back, a provider's failure neither (SECURITY.md N1, Q14).
 */
export async function chargeSend(parts: Parts, send: CodeSend): Promise<void> {
  const limits = [...personal(parts, send), ...overall(parts, send)];
  const states = await parts.counters.hit(
    limits.map(({ name, owner, limit, windowSeconds, algorithm = "sliding-window", cost = 1 }) => ({
      key: counterKey(parts, name, owner),
      rule: { algorithm, limit, windowSeconds, burst: limit },
      cost,
    })),
  );
  const refused = limits.flatMap((limit, index) => {
    const state = states[index];
    return state && !state.allowed ? [{ ...limit, retryAfterSeconds: state.retryAfterSeconds }] : [];
  });
  const [longest] = refused.sort((a, b) => b.retryAfterSeconds - a.retryAfterSeconds);
  if (!longest) return;

  const { user, destination, context } = send;
  const reason = longest.name.replace("send:", "");
  record(parts, { type: "mfa_challenge_rate_limited", userId: user.id, methodType: destination.type, reason, context });
  for (const limit of refused) if (limit.isAlarm) await raiseAlarm(parts, send, limit);
  throw new MfaError("ERR-MFA-RATE-LIMITED", { retryAfterSeconds: Math.max(1, Math.ceil(longest.retryAfterSeconds)) });
}

/** Once an hour for each counter, over all processes. */
async function raiseAlarm(parts: Parts, { destination }: CodeSend, { name, owner }: SendLimit): Promise<void> {
  const rule = { algorithm: "fixed-window", limit: 1, windowSeconds: HOUR, burst: 1 } as const;
  const [state] = await parts.counters.hit([{ key: counterKey(parts, `${name}:alarm`, owner), rule, cost: 1 }]);
  if (!state?.allowed) return;
  const { country, type, to } = destination;
  const data = {
    ...(country === null ? {} : { country }),
    ...(name === "send:sms-prefix" ? { prefix: prefixOf(to) } : {}),
  };
  record(parts, { type: "alert_raised", methodType: type, reason: name.replace("send:", ""), data });
}
