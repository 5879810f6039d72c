import { amrOf, MfaError, withProof, type Amr, type ChallengeHandle, type MethodType } from "@sallyport/core";
import type { Request } from "express";
import { completeSignIn } from "./complete-sign-in.ts";
import { limitGuess } from "./rate-limit/limit-guess.ts";
import { raiseSession } from "./raise-session.ts";
import { subjectOf, type RequestState } from "./request-state.ts";
import { hasSession, save } from "./request-session.ts";

/** A code, and what it is said to be. */
export interface CodeGuess {
  readonly method: MethodType;
  readonly code: string;
  /** One method of several of the same type. */
  readonly methodId?: string | undefined;
  /** The token of a client without cookies; else the session says what is outstanding. */
  readonly challengeToken?: string | undefined;
}

/** What a right code is answered with: send it to the client as it is. */
export interface VerifyAnswer {
  readonly verified: true;
  readonly amr: Amr;
  /** Where a backup code was used. */
  readonly backupCodesRemaining?: number;
  /** What `onSignedIn` returned. */
  readonly [member: string]: unknown;
}

interface Verification {
  readonly req: Request;
  readonly state: RequestState;
  readonly guess: CodeGuess;
}

/** A token stands for itself; else the session says whether this ends a sign-in or adds a proof. */
export function verify(verification: Verification): Promise<VerifyAnswer> {
  const { state, guess } = verification;
  if (state.outage) return Promise.reject(state.outage);
  return limitGuess(verification, () => {
    if (guess.challengeToken !== undefined) return finish(verification, { token: guess.challengeToken });
    const pending = state.session?.pending;
    return pending ? finish(verification, { key: pending.key }) : addProof(verification);
  });
}

async function finish(verification: Verification, handle: ChallengeHandle): Promise<VerifyAnswer> {
  const { req, state, guess } = verification;
  const { method: type, code, methodId } = guess;
  try {
    const { user, proofs, amr, epoch, backupCodesRemaining } = await state.suite.finishSignIn({
      handle,
      type,
      code,
      methodId,
      context: state.context,
    });
    const transport = "token" in handle ? "token" : "session";
    const { extra } = await completeSignIn({ req, state, user, proofs, amr, epoch, transport });
    return { ...extra, verified: true, amr: amrOf(proofs, amr), ...remaining(backupCodesRemaining) };
  } catch (error) {
    if ("key" in handle && error instanceof MfaError && error.code === "ERR-MFA-CHALLENGE-INVALID")
      await forgetPending(req, state);
    throw error;
  }
}

/** A pending sign-in that is dead has no place in the session either. */
async function forgetPending(req: Request, state: RequestState): Promise<void> {
  state.session = undefined;
  // A sign-in that failed at its last stage has taken the session off the request already.
  if (!hasSession(req)) return;
  delete req.session.sallyport;
  await save(req);
}

async function addProof({ req, state, guess }: Verification): Promise<VerifyAnswer> {
  const subject = subjectOf(state);
  const { method: type, code, methodId } = guess;
  const { proof, backupCodesRemaining } = await state.suite.stepUp({ subject, type, code, methodId });
  const proofs = withProof(state.session?.proofs ?? [], proof);
  await raiseSession({ req, state, proofs });
  return { verified: true, amr: amrOf(proofs, state.session?.amr), ...remaining(backupCodesRemaining) };
}

function remaining(backupCodesRemaining: number | undefined): { backupCodesRemaining?: number } {
  return backupCodesRemaining === undefined ? {} : { backupCodesRemaining };
}
