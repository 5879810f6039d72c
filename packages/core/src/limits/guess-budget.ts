import { MfaError } from "../errors.ts";
import { record, type Parts } from "../parts.ts";
import type { MethodType } from "../protocol.ts";
import type { RequestContext } from "../users.ts";

/** Whose guess, at what, from where. */
export interface GuessSource {
  readonly userId: string;
  readonly type: MethodType | "password";
  readonly context: RequestContext;
}

/**
 * Charges one guess before it is looked at, over all methods, addresses, processes and entry points. While the user
 * waits, right and wrong codes get this one answer, and nothing is consumed (SECURITY.md C2–C8). Returns how many
 * guesses in a row this makes.
 */
export async function chargeGuess(parts: Parts, source: GuessSource): Promise<number> {
  const charged = await parts.durable.failures.charge(source.userId, parts.settings.limits);
  if (charged.allowed) return charged.failures;

  record(parts, {
    type: "mfa_challenge_rate_limited",
    userId: source.userId,
    methodType: source.type,
    context: source.context,
  });
  throw new MfaError("ERR-MFA-RATE-LIMITED", { retryAfterSeconds: charged.retryAfterSeconds });
}

/** Records a charged guess that was wrong, and the wait that it may have started. */
export function recordFailure(
  parts: Parts,
  source: GuessSource & { readonly reason: string; readonly failures: number },
): void {
  const { userId, type, context, reason, failures } = source;
  const eventType = type === "backup_code" ? "mfa_backup_code_failed" : "mfa_challenge_failed";
  record(parts, { type: eventType, userId, methodType: type, reason, context });
  if (failures >= parts.settings.limits.freeFailures)
    record(parts, { type: "mfa_locked", userId, context, data: { failures } });
}
