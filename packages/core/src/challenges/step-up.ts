import { act } from "../audit/act.ts";
import { spareBudget } from "../devices/spare-budget.ts";
import { MfaError } from "../errors.ts";
import { chargeGuess, recordFailure, recordUnlock } from "../limits/guess-budget.ts";
import { parseAssertion } from "../methods/webauthn/parse-assertion.ts";
import type { Parts } from "../parts.ts";
import type { Proof } from "../protocol.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import { requireFull, type Subject } from "../subject.ts";
import { announceBackupCode } from "./announce.ts";
import type { Answer } from "./answer.ts";
import { ownKey } from "./own-key.ts";
import { redeem, type Redeemed } from "./redeem.ts";
import { redeemSignature } from "./redeem-signature.ts";
import { methodRefused } from "./refused.ts";
import { usableMethods } from "./usable-methods.ts";

/** An answer from a user who is signed in already. */
export type StepUpRequest = Answer & { readonly subject: Subject };

/** A further proof of a full session; with a backup code, also how many are left. */
export interface SteppedUp {
  readonly proof: Proof;
  readonly backupCodesRemaining?: number | undefined;
}

/**
 * A further proof for a full session, by a method that the account has. Codes share the budget of guesses and the single use; a
 * session of a trusted device has a budget of its own where others have used up the shared one.
 */
export async function stepUp(parts: Parts, request: StepUpRequest): Promise<SteppedUp> {
  const { subject, type } = request;
  requireFull(subject);
  const { user, context } = subject;
  const methods = await parts.durable.methods.list(user.id);
  const isKnown = parts.settings.methods.includes(type);
  if (methods.length === 0 && isKnown) throw new MfaError("ERR-MFA-NOT-ENABLED");
  if (!isKnown || !(await usableMethods(parts, user, methods)).includes(type)) throw methodRefused();

  const { proof, left } =
    request.type === "webauthn" ? await stepUpByKey(parts, request) : await stepUpByCode(parts, request, methods);
  if (left) await announceBackupCode(parts, { user, context, left });
  return { proof, backupCodesRemaining: left?.remaining };
}

async function stepUpByCode(
  parts: Parts,
  request: Extract<StepUpRequest, { code: string }>,
  methods: readonly MethodRecord[],
): Promise<Redeemed> {
  const { subject, type, code, methodId } = request;
  const { user, context, deviceId } = subject;
  const charged = await chargeGuess(parts, { userId: user.id, type, context, ...spareBudget(parts, subject) });
  const attemptsRemaining = Math.max(0, parts.settings.limits.freeFailures - charged.failures);
  const guess = { userId: user.id, methods, methodId, code, ground: groundOfSession(subject), type, context };
  return redeem(parts, { ...guess, charged, deviceId, attemptsRemaining });
}

async function stepUpByKey(
  parts: Parts,
  { subject, response, methodId }: Extract<StepUpRequest, { type: "webauthn" }>,
): Promise<Redeemed> {
  const { user, context } = subject;
  const assertion = await parseAssertion(response);
  const ceremony = { userId: user.id, ...groundOfSession(subject) };
  const findKey = (): ReturnType<typeof ownKey> => ownKey(parts, { user, assertion, purpose: "step-up", methodId });
  return redeemSignature(parts, { assertion, ceremony, context, findKey });
}

/** A code that was sent in one session is good in that session alone. */
export function groundOfSession({ sessionId }: Subject): { readonly purpose: "step-up"; readonly boundTo: string } {
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
    if (methods.length === 0)
      await act(parts, async (within) => {
        await within.durable.failures.reset(subject.user.id);
        await recordUnlock(within, source, charged);
      });
    return { by: "password", at: clock.now() };
  }
  await recordFailure(parts, { ...source, reason: "wrong_password", charged });
  throw new MfaError("ERR-MFA-INVALID", {
    members: { attemptsRemaining: Math.max(0, limits.freeFailures - charged.failures) },
  });
}
