import { spareBudget } from "../devices/spare-budget.ts";
import { MfaError } from "../errors.ts";
import { chargeGuess, recordFailure } from "../limits/guess-budget.ts";
import type { CodeBinding } from "../methods/sent-code/code.ts";
import { record, type Parts } from "../parts.ts";
import type { MethodType, Proof } from "../protocol.ts";
import { requireFull, type Subject } from "../subject.ts";
import { announceUse } from "./announce.ts";
import { methodRefused } from "./finish-sign-in.ts";
import { isGuessable, redeem } from "./redeem.ts";
import { usableMethods } from "./usable-methods.ts";

/** A code from a user who is signed in already. */
export interface StepUpRequest {
  readonly subject: Subject;
  readonly type: MethodType;
  readonly code: string;
  readonly methodId?: string | undefined;
}

/** A further proof of a full session; with a backup code, also how many are left. */
export interface SteppedUp {
  readonly proof: Proof;
  readonly backupCodesRemaining?: number | undefined;
}

/**
 * A further proof for a full session, by a method that the account has. Shares the budget of guesses and the single use; a
 * session of a trusted device has a budget of its own where others have used up the shared one.
 */
export async function stepUp(parts: Parts, request: StepUpRequest): Promise<SteppedUp> {
  const { subject, type, code, methodId } = request;
  requireFull(subject);
  const { user, context, deviceId } = subject;
  const methods = await parts.durable.methods.list(user.id);
  const isKnown = isGuessable(type) && parts.settings.methods.includes(type);
  if (methods.length === 0 && isKnown) throw new MfaError("ERR-MFA-NOT-ENABLED");
  if (!isKnown || !(await usableMethods(parts, user, methods)).includes(type)) throw methodRefused();

  const charged = await chargeGuess(parts, { userId: user.id, type, context, ...spareBudget(parts, subject) });
  const attemptsRemaining = Math.max(0, parts.settings.limits.freeFailures - charged.failures);
  const proof = await redeem(parts, {
    userId: user.id,
    methods,
    methodId,
    code,
    ground: groundOfSession(subject),
    type,
    context,
    charged,
    deviceId,
    attemptsRemaining,
  });

  const backupCodesRemaining = await announceUse(parts, { user, type, context });
  record(parts, { type: "step_up_succeeded", userId: user.id, methodType: type, context });
  return { proof, backupCodesRemaining };
}

/** A code that was sent in one session is good in that session alone. */
export function groundOfSession({ sessionId }: Subject): Pick<CodeBinding, "purpose" | "boundTo"> {
  return { purpose: "step-up", boundTo: sessionId ?? "" };
}

/**
 * The password once more: what enrolling asks for when the sign-in was a while ago. A right one ends the row of
 * failures only where there is no second factor to guess; with one, nothing but that factor does (SECURITY.md C5).
 */
export async function provePassword(parts: Parts, request: { subject: Subject; password: string }): Promise<Proof> {
  const { subject, password } = request;
  requireFull(subject);
  const { users, clock, limits } = parts.settings;
  if (!users.verifyPassword) throw new MfaError("ERR-NOT-FOUND");

  const source = { userId: subject.user.id, type: "password", context: subject.context } as const;
  const charged = await chargeGuess(parts, source);
  if (await users.verifyPassword(subject.user, password)) {
    const methods = await parts.durable.methods.list(subject.user.id);
    if (methods.length === 0) await parts.durable.failures.reset(subject.user.id);
    return { by: "password", at: clock.now() };
  }
  recordFailure(parts, { ...source, reason: "wrong_password", charged });
  throw new MfaError("ERR-MFA-INVALID", {
    members: { attemptsRemaining: Math.max(0, limits.freeFailures - charged.failures) },
  });
}
