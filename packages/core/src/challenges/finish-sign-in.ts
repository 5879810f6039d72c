import { withdraw } from "../admin/self-recovery.ts";
import { MfaError } from "../errors.ts";
import { chargeGuess } from "../limits/guess-budget.ts";
import { parseAssertion } from "../methods/webauthn/parse-assertion.ts";
import type { Parts } from "../parts.ts";
import { usableMethods } from "./usable-methods.ts";
import { withProof } from "../proofs.ts";
import type { Amr, Proof } from "../protocol.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { RequestContext, User } from "../users.ts";
import type { Answer } from "./answer.ts";
import { announceBackupCode } from "./announce.ts";
import { ownKey } from "./own-key.ts";
import { redeem, type Redeemed } from "./redeem.ts";
import { redeemSignature } from "./redeem-signature.ts";
import { methodRefused } from "./refused.ts";
import { requirePending, type ChallengeHandle, type OpenSignIn } from "./open-sign-in.ts";
import { firstProofs } from "./sign-in-record.ts";

/** An answer for the second step. */
export type SecondStep = Answer & {
  readonly handle: ChallengeHandle;
  readonly context: RequestContext;
};

/** The user is in. The HTTP layer now changes the session id and stores these proofs. */
export interface SignedIn {
  readonly user: User;
  readonly proofs: readonly Proof[];
  readonly amr: Amr;
  /** For `Sessions.begin`. */
  readonly epoch: string;
  /** How many are left, where one was used. */
  readonly backupCodesRemaining?: number | undefined;
}

/**
 * The second step of a sign-in. A code is charged first, looked at second, used up third (with the end of the failures, in
 * one transaction), and the pending sign-in taken last: one code gives at most one session, one challenge likewise. A
 * key's challenge is taken first, and nothing is charged. Everything that the first step was accepted against is read again
 * (SECURITY.md D6–D9).
 */
export async function finishSignIn(parts: Parts, step: SecondStep): Promise<SignedIn> {
  const { handle, type, context } = step;
  const { pending, user } = await requirePending(parts, handle);
  const methods = await parts.durable.methods.list(user.id);
  if (!(await usableMethods(parts, user, methods)).includes(type)) throw methodRefused();

  const standing = { pending, user, methods };
  const { proof, left } =
    step.type === "webauthn" ? await proveByKey(parts, step, standing) : await proveByCode(parts, step, standing);
  if (!(await parts.challenges.take(pending.key))) throw new MfaError("ERR-MFA-CHALLENGE-INVALID");

  // Whoever has shown a method has not lost it: a recovery that somebody else has asked for ends here.
  await Promise.all([left && announceBackupCode(parts, { user, context, left }), withdraw(parts, { user, context })]);
  const { amr, epoch } = pending;
  const proofs = withProof(firstProofs(pending), proof);
  return { user, proofs, amr, epoch, backupCodesRemaining: left?.remaining };
}

interface Standing extends OpenSignIn {
  readonly methods: readonly MethodRecord[];
}

async function proveByCode(
  parts: Parts,
  step: Extract<SecondStep, { code: string }>,
  { pending, user, methods }: Standing,
): Promise<Redeemed> {
  const { type, code, methodId, context } = step;
  const charged = await chargeGuess(parts, { userId: user.id, type, context });
  const attempt = await parts.challenges.attempt(pending.key);
  if (!attempt) throw new MfaError("ERR-MFA-CHALLENGE-INVALID");
  const { attemptsRemaining } = attempt;
  const ground = { purpose: "sign-in", boundTo: pending.key } as const;
  return redeem(parts, { userId: user.id, methods, methodId, code, ground, type, context, charged, attemptsRemaining });
}

async function proveByKey(
  parts: Parts,
  { response, methodId, context }: Extract<SecondStep, { type: "webauthn" }>,
  { pending, user }: Standing,
): Promise<Redeemed> {
  const assertion = await parseAssertion(response);
  const ceremony = { purpose: "sign-in", userId: user.id, boundTo: pending.key } as const;
  const findKey = (): ReturnType<typeof ownKey> => ownKey(parts, { user, assertion, purpose: "sign-in", methodId });
  return redeemSignature(parts, { assertion, ceremony, context, findKey });
}
