import { MfaError } from "../errors.ts";
import { record, type Parts } from "../parts.ts";
import type { MethodType } from "../protocol.ts";
import type { RequestContext } from "../users.ts";
import { noticeFailures } from "./notice.ts";

/** Whose guess, at what, from where. */
export interface GuessSource {
  readonly userId: string;
  readonly type: MethodType | "password";
  readonly context: RequestContext;
}

/** A guess that may be looked at. */
export interface Charged {
  /** How many in a row, this one included. */
  readonly failures: number;
  /** Of the last days. */
  readonly recent: number;
}

/** Short codes. Backup codes are too long to be guessed (50 bits), and are the way back in where these are off. */
const CAPPED: readonly GuessSource["type"][] = ["totp", "sms", "email"];

/**
 * Charges one guess before it is looked at, over all methods, addresses, processes and entry points. While the user
 * waits, right and wrong codes get this one answer, and nothing is consumed (SECURITY.md C2–C8).
 */
export async function chargeGuess(parts: Parts, source: GuessSource): Promise<Charged> {
  const isCapped = CAPPED.includes(source.type);
  const charged = await parts.durable.failures.charge(source.userId, parts.settings.limits, { isCapped });
  if (charged.allowed) return charged;

  throw refused(parts, source, charged);
}

function refused(
  parts: Parts,
  { userId, type, context }: GuessSource,
  { isOff, retryAfterSeconds }: { readonly isOff: boolean; readonly retryAfterSeconds: number },
): MfaError {
  const reason = isOff ? { reason: "method_off" } : {};
  record(parts, { type: "mfa_challenge_rate_limited", userId, methodType: type, context, ...reason });
  return new MfaError("ERR-MFA-RATE-LIMITED", { retryAfterSeconds, members: reason });
}

/** Refuses while a guess would be refused: a code that nobody may try is not sent. Charges nothing. */
export async function requireGuessable(parts: Parts, { userId, type, context }: GuessSource): Promise<void> {
  const { limits } = parts.settings;
  const { inARow, recent, waitSeconds } = await parts.durable.failures.count(userId, limits);
  const isOff = CAPPED.includes(type) && (inARow >= limits.maxInARow || recent >= limits.maxRecent);
  if (isOff || waitSeconds > 0)
    throw refused(
      parts,
      { userId, type, context },
      { isOff, retryAfterSeconds: isOff ? limits.maxWaitSeconds : waitSeconds },
    );
}

/** Records a charged guess that was wrong, the wait that it may have started, and tells the user where it is time. */
export function recordFailure(
  parts: Parts,
  source: GuessSource & { readonly reason: string; readonly charged: Charged },
): void {
  const { userId, type, context, reason, charged } = source;
  const { freeFailures, maxInARow, maxRecent } = parts.settings.limits;
  const { failures, recent } = charged;
  const eventType = type === "backup_code" ? "mfa_backup_code_failed" : "mfa_challenge_failed";
  record(parts, { type: eventType, userId, methodType: type, reason, context });
  if (failures >= freeFailures) record(parts, { type: "mfa_locked", userId, context, data: { failures } });
  if (failures === maxInARow || recent === maxRecent)
    record(parts, { type: "alert_raised", userId, context, reason: "method_off", data: { failures, recent } });
  noticeFailures(parts, { userId, failures, context });
}
