import { MfaError } from "../errors.ts";
import { recordFailure, type Charged } from "../limits/guess-budget.ts";
import { verifyBackupCode } from "../methods/backup-codes/verify.ts";
import type { Guess, Match, Verdict, Verify } from "../methods/guess.ts";
import { verifyEmail } from "../methods/email/verify.ts";
import { verifySms } from "../methods/sms/verify.ts";
import { verifyTotp } from "../methods/totp/verify.ts";
import type { Parts } from "../parts.ts";
import type { MethodType, Proof } from "../protocol.ts";
import type { RequestContext } from "../users.ts";

/** The methods that take a code. */
export type CodeType = Exclude<MethodType, "webauthn">;

/** One guess is looked at under one method only (SECURITY.md B6). */
const VERIFY: Readonly<Record<CodeType, Verify>> = {
  totp: verifyTotp,
  sms: verifySms,
  email: verifyEmail,
  backup_code: verifyBackupCode,
};

/** A guess that has been charged. */
export interface ChargedGuess extends Guess {
  readonly type: CodeType;
  readonly context: RequestContext;
  readonly charged: Charged;
  /** The trusted device that the session has begun on: a wrong code speaks against it. */
  readonly deviceId?: string | undefined;
  /** For the refusal. */
  readonly attemptsRemaining: number;
}

/**
 * Looks at a charged guess and, if it is right, uses the code up and ends the row of failures in one transaction. A
 * crash anywhere costs the user one code; it never gives a second use. Wrong, used and unknown are one answer.
 */
export async function redeem(parts: Parts, guess: ChargedGuess): Promise<Proof> {
  const verdict = await VERIFY[guess.type](parts, guess);
  const claimed = verdict.match ? await claim(parts, guess.charged.budget, verdict.match) : false;
  if (verdict.match && claimed) return { by: guess.type, at: parts.settings.clock.now() };

  await recordRefusal(parts, guess, verdict);
  throw new MfaError("ERR-MFA-INVALID", { members: { attemptsRemaining: guess.attemptsRemaining } });
}

/** A right code that was used before is no guess: a reply was lost, or two tabs are open. Its charge is taken back. */
async function recordRefusal(parts: Parts, guess: ChargedGuess, verdict: Verdict): Promise<void> {
  const { userId, type, context, deviceId } = guess;
  const isUsed = verdict.match !== undefined;
  if (isUsed) await parts.durable.failures.refund(guess.charged.budget, parts.settings.limits);
  else if (deviceId !== undefined) await parts.durable.devices.fail(userId, deviceId);
  const reason = verdict.match ? "used_already" : verdict.reason;
  const { budget, failures, recent } = guess.charged;
  const charged = isUsed ? { budget, failures: failures - 1, recent: recent - 1 } : guess.charged;
  recordFailure(parts, { userId, type, context, reason, charged });
}

function claim(parts: Parts, budget: string, match: Match): Promise<boolean> {
  return parts.durable.transaction(async (stores) => {
    if (!(await match.claim(stores))) return false;
    await stores.failures.reset(budget);
    return true;
  });
}
