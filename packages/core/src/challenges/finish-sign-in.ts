import { withdraw } from "../admin/self-recovery.ts";
import { MfaError } from "../errors.ts";
import { chargeGuess } from "../limits/guess-budget.ts";
import type { Parts } from "../parts.ts";
import { usableMethods } from "./usable-methods.ts";
import { withProof } from "../proofs.ts";
import type { Amr, MethodType, Proof } from "../protocol.ts";
import type { RequestContext, User } from "../users.ts";
import { findUser } from "../find-user.ts";
import { announceUse } from "./announce.ts";
import { isGuessable, redeem } from "./redeem.ts";
import { credentialsStamp, firstProofs, keysOfToken, readPending, type PendingSignIn } from "./sign-in-record.ts";

/** Which pending sign-in: the one of the session, or the one that a token stands for. */
export type ChallengeHandle = { readonly key: string } | { readonly token: string };

/** A code for the second step. */
export interface SecondStep {
  readonly handle: ChallengeHandle;
  readonly type: MethodType;
  readonly code: string;
  readonly methodId?: string | undefined;
  readonly context: RequestContext;
}

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
 * The second step of a sign-in. Charged first, looked at second, used up third (with the end of the failures, in one
 * transaction), and the pending sign-in taken last: one code gives at most one session, one challenge likewise.
 * Everything that the first step was accepted against is read again (SECURITY.md D6–D9).
 */
export async function finishSignIn(parts: Parts, step: SecondStep): Promise<SignedIn> {
  const pending = await findPending(parts, step.handle);
  const user = pending && (await findUser(parts, pending.userId));
  if (!pending || !user || credentialsStamp(parts, user) !== pending.stamp)
    throw new MfaError("ERR-MFA-CHALLENGE-INVALID");
  const records = await parts.durable.methods.list(user.id);
  const usable = await usableMethods(parts, user, records);
  if (!isGuessable(step.type) || !usable.includes(step.type)) throw methodRefused();

  const charged = await chargeGuess(parts, { userId: user.id, type: step.type, context: step.context });
  const attempt = await parts.challenges.attempt(pending.key);
  if (!attempt) throw new MfaError("ERR-MFA-CHALLENGE-INVALID");

  const proof = await redeem(parts, {
    userId: user.id,
    methods: records,
    methodId: step.methodId,
    code: step.code,
    ground: { purpose: "sign-in", boundTo: pending.key },
    type: step.type,
    context: step.context,
    charged,
    attemptsRemaining: attempt.attemptsRemaining,
  });
  if (!(await parts.challenges.take(pending.key))) throw new MfaError("ERR-MFA-CHALLENGE-INVALID");

  const { context } = step;
  // Whoever has shown a method has not lost it: a recovery that somebody else has asked for ends here.
  const [backupCodesRemaining] = await Promise.all([
    announceUse(parts, { user, type: step.type, context }),
    withdraw(parts, { user, context }),
  ]);
  const { amr, epoch } = pending;
  return { user, proofs: withProof(firstProofs(pending), proof), amr, epoch, backupCodesRemaining };
}

export async function findPending(parts: Parts, handle: ChallengeHandle): Promise<PendingSignIn | undefined> {
  if ("key" in handle) return readPending(parts, handle.key, "session");
  for (const key of keysOfToken(parts, handle.token)) {
    const pending = await readPending(parts, key, "token");
    if (pending) return pending;
  }
  return undefined;
}

/** The client's `method` is a wish: one that this account may not use here is refused before anything is charged. */
export function methodRefused(): MfaError {
  return new MfaError("ERR-VALIDATION", {
    members: { errors: [{ field: "method", message: "not available for this account" }] },
  });
}
