import { MfaError } from "../errors.ts";
import { counterKey } from "../limits/counter-key.ts";
import type { Destination } from "../methods/destination.ts";
import { prefixOf } from "../methods/sms/number.ts";
import { record, type Parts } from "../parts.ts";
import type { CodeSend } from "./code-send.ts";
import { noticeLimit, overallLimits, personalLimits, type SendLimit } from "./send-limits.ts";

const ALARM_EVERY_SECONDS = 3600;

/**
 * Counts a send against all its limits in one step: where one refuses, none is charged. A refusal looks like any other
 * wait; which limit it was stands in the record. Nothing gives a charge back, a provider's failure neither (SECURITY.md N1, Q14).
 */
export async function chargeSend(parts: Parts, send: CodeSend): Promise<void> {
  const limits = [...personalLimits(parts, send), ...overallLimits(parts, send.destination)];
  const refused = await charge(parts, limits);
  const [longest] = refused;
  if (!longest) return;

  const { user, destination, context } = send;
  const reason = longest.name.replace("send:", "");
  await record(parts, {
    type: "mfa_challenge_rate_limited",
    userId: user.id,
    methodType: destination.type,
    reason,
    context,
  });
  for (const limit of refused) if (limit.isAlarm) await raiseAlarm(parts, destination, limit);
  throw new MfaError("ERR-MFA-RATE-LIMITED", { retryAfterSeconds: Math.max(1, Math.ceil(longest.retryAfterSeconds)) });
}

/**
 * The same for a notice by SMS, which nobody has asked for: so many a day for each number, and within the budgets. Zero, or
 * how many seconds it has to wait.
 */
export async function chargeNotice(parts: Parts, destination: Destination): Promise<number> {
  if (destination.type === "email") return 0;
  const refused = await charge(parts, [noticeLimit(destination), ...overallLimits(parts, destination)]);
  for (const limit of refused) if (limit.isAlarm) await raiseAlarm(parts, destination, limit);
  return refused[0] ? Math.max(1, Math.ceil(refused[0].retryAfterSeconds)) : 0;
}

type Refused = SendLimit & { readonly retryAfterSeconds: number };

/** All of them, or none; what refused, the longest wait first. */
async function charge(parts: Parts, limits: readonly SendLimit[]): Promise<readonly Refused[]> {
  const states = await parts.counters.hit(
    limits.map(({ name, owner, limit, windowSeconds, algorithm = "sliding-window", cost = 1 }) => ({
      key: counterKey(parts, name, owner),
      rule: { algorithm, limit, windowSeconds, burst: limit },
      cost,
    })),
  );
  return limits
    .flatMap((limit, index) => {
      const state = states[index];
      return state && !state.allowed ? [{ ...limit, retryAfterSeconds: state.retryAfterSeconds }] : [];
    })
    .sort((a, b) => b.retryAfterSeconds - a.retryAfterSeconds);
}

/** Once an hour for each counter, over all processes. */
async function raiseAlarm(parts: Parts, destination: Destination, { name, owner }: SendLimit): Promise<void> {
  const rule = { algorithm: "fixed-window", limit: 1, windowSeconds: ALARM_EVERY_SECONDS, burst: 1 } as const;
  const [state] = await parts.counters.hit([{ key: counterKey(parts, `${name}:alarm`, owner), rule, cost: 1 }]);
  if (!state?.allowed) return;
  const { country, type, to } = destination;
  const data = {
    ...(country === null ? {} : { country }),
    ...(name === "send:sms-prefix" ? { prefix: prefixOf(to) } : {}),
  };
  await record(parts, { type: "alert_raised", methodType: type, reason: name.replace("send:", ""), data });
}
