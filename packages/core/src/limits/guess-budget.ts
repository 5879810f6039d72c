import { MfaError } from "../errors.ts";
import type { NewEvent } from "../events.ts";
import { record, type Parts } from "../parts.ts";
import type { MethodType } from "../protocol.ts";
import type { Charge } from "../stores/ports.ts";
import type { RequestContext } from "../users.ts";
import { noticeFailures } from "./notice.ts";

/** Whose guess, at what, from where. */
export interface GuessSource {
  readonly userId: string;
  readonly type: MethodType | "password";
  readonly context: RequestContext;
  /** The key of a budget that is asked where the user's own makes them wait: that of the trusted device in use. */
  readonly spare?: () => Promise<string | undefined>;
}

/** A guess that may be looked at. */
export interface Charged {
  /** Whose row it went into: what is right ends that one alone. */
  readonly budget: string;
  /** How many in a row, this one included. */
  readonly failures: number;
  /** Of the last days. */
  readonly recent: number;
}

/** Short codes. Backup codes are too long to be guessed (50 bits), and are the way back in where these are off. */
const CAPPED: readonly GuessSource["type"][] = ["totp", "sms", "email"];

/**
 * Charges one guess before it is looked at, over all methods, addresses, processes and entry points. While the user
 * waits, right and wrong codes get this one answer, and nothing is consumed (SECURITY.md C2–C8). Whoever has kept them
 * waiting from elsewhere has no `spare` to charge (C15).
 */
export async function chargeGuess(parts: Parts, source: GuessSource): Promise<Charged> {
  const { userId } = source;
  const charged = await charge(parts, source, userId);
  if (charged.allowed) return { ...charged, budget: userId };

  const spare = charged.isOff ? undefined : await source.spare?.();
  if (spare === undefined) throw await refused(parts, source, charged);
  const instead = await charge(parts, source, spare);
  if (!instead.allowed) throw await refused(parts, source, instead);
  return { ...instead, budget: spare };
}

function charge(parts: Parts, { type }: GuessSource, budget: string): Promise<Charge> {
  return parts.durable.failures.charge(budget, parts.settings.limits, { isCapped: CAPPED.includes(type) });
}

interface Refusal {
  readonly isOff: boolean;
  readonly retryAfterSeconds: number;
}

async function refused(
  parts: Parts,
  { userId, type, context }: GuessSource,
  { isOff, retryAfterSeconds }: Refusal,
): Promise<MfaError> {
  const reason = isOff ? { reason: "method_off" } : {};
  await record(parts, { type: "mfa_challenge_rate_limited", userId, methodType: type, context, ...reason });
  return new MfaError("ERR-MFA-RATE-LIMITED", { retryAfterSeconds, members: reason });
}

/** Refuses while a guess would be refused: a code that nobody may try is not sent. Charges nothing. */
export async function requireGuessable(parts: Parts, source: GuessSource): Promise<void> {
  const refusal = await look(parts, source, source.userId);
  if (!refusal) return;
  const spare = refusal.isOff ? undefined : await source.spare?.();
  const still = spare === undefined ? refusal : await look(parts, source, spare);
  if (still) throw await refused(parts, source, still);
}

async function look(parts: Parts, { type }: GuessSource, budget: string): Promise<Refusal | undefined> {
  const { limits } = parts.settings;
  const { inARow, recent, waitSeconds } = await parts.durable.failures.count(budget, limits);
  const isOff = CAPPED.includes(type) && (inARow >= limits.maxInARow || recent >= limits.maxRecent);
  if (!isOff && waitSeconds === 0) return undefined;
  return { isOff, retryAfterSeconds: isOff ? limits.maxWaitSeconds : waitSeconds };
}

/** Records a charged guess that was wrong, the wait that it may have started, and tells the user where it is time. */
export async function recordFailure(
  parts: Parts,
  source: GuessSource & { readonly reason: string; readonly charged: Charged },
): Promise<void> {
  const { userId, type, context, reason, charged } = source;
  const { freeFailures, maxInARow, maxRecent } = parts.settings.limits;
  const { failures, recent } = charged;
  const eventType = type === "backup_code" ? "mfa_backup_code_failed" : "mfa_challenge_failed";
  const events: NewEvent[] = [{ type: eventType, userId, methodType: type, reason, context }];
  if (failures >= freeFailures) events.push({ type: "mfa_locked", userId, context, data: { failures } });
  if (failures === maxInARow || recent === maxRecent)
    events.push({ type: "alert_raised", userId, context, reason: "method_off", data: { failures, recent } });
  noticeFailures(parts, { userId, failures, context });
  await record(parts, ...events);
}

/** The waits that a right answer has ended, in the transaction that ends them. */
export async function recordUnlock(within: Parts, source: GuessSource, { failures }: Charged): Promise<void> {
  const { userId, type, context } = source;
  // The guess that was right was charged as well.
  if (failures - 1 < within.settings.limits.freeFailures) return;
  await record(within, { type: "mfa_unlocked", userId, methodType: type, context, data: { failures: failures - 1 } });
}
