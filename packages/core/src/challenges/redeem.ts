import { act } from "../audit/act.ts";
import { MfaError } from "../errors.ts";
import { recordFailure, recordUnlock, type Charged } from "../limits/guess-budget.ts";
import { verifyBackupCode } from "../methods/backup-codes/verify.ts";
import type { Guess, Match, Verdict, Verify } from "../methods/guess.ts";
import { verifyEmail } from "../methods/email/verify.ts";
import { verifySms } from "../methods/sms/verify.ts";
import { verifyTotp } from "../methods/totp/verify.ts";
import { record, type Parts } from "../parts.ts";
import type { MethodType, Proof } from "../protocol.ts";
import type { RequestContext } from "../users.ts";
import { recordBackupCode, type CodesLeft } from "./announce.ts";

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

/** A code that was right. */
export interface Redeemed {
  readonly proof: Proof;
  /** Where it was a backup code: what is left. */
  readonly left?: CodesLeft;
}

/**
 * Looks at a charged guess and, if it is right, uses the code up, ends the row of failures and records both in one
 * transaction. A crash anywhere costs the user one code; it never gives a second use, nor one that is not recorded. Wrong,
 * used and unknown are one answer.
 */
export async function redeem(parts: Parts, guess: ChargedGuess): Promise<Redeemed> {
  const verdict = await VERIFY[guess.type](parts, guess);
  const claimed = verdict.match && (await claim(parts, guess, verdict.match));
  if (claimed) return { ...claimed, proof: { by: guess.type, at: parts.settings.clock.now() } };

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
  await recordFailure(parts, { userId, type, context, reason, charged });
}

function claim(parts: Parts, guess: ChargedGuess, match: Match): Promise<Omit<Redeemed, "proof"> | undefined> {
  const { userId, type, ground, context, charged } = guess;
  return act(parts, async (within) => {
    if (!(await match.claim(within.durable))) return undefined;
    await within.durable.failures.reset(charged.budget);
    const left = type === "backup_code" ? await within.durable.backupCodes.count(userId) : undefined;
    await record(within, { type: "mfa_challenge_succeeded", userId, methodType: type, context });
    if (ground.purpose === "step-up")
      await record(within, { type: "step_up_succeeded", userId, methodType: type, context });
    if (left) await recordBackupCode(within, { userId, context, left });
    await recordUnlock(within, guess, charged);
    return left ? { left } : {};
  });
}
