import {
  amrOf,
  MfaError,
  withProof,
  type Amr,
  type Answer,
  type ChallengeHandle,
  type CodeType,
  type MethodType,
  type SteppedUp,
  type User,
} from "@sallyport/core";
import type { Request } from "express";
import { completeSignIn } from "./complete-sign-in.ts";
import { limitGuess } from "./rate-limit/limit-guess.ts";
import { raiseSession } from "./raise-session.ts";
import { subjectOf, type RequestState } from "./request-state.ts";
import { hasSession, save } from "./request-session.ts";
import { giveTrust, type TrustAnswer } from "./trusted-device/trust.ts";

/** What every answer may say beside itself. */
interface AnswerOptions {
  /** One method of several of the same type. */
  readonly methodId?: string | undefined;
  /** The token of a client without cookies; else the session says what is outstanding. */
  readonly challengeToken?: string | undefined;
  /** Remember this browser, where `trustedDevice` is mounted. */
  readonly trustDevice?: boolean | undefined;
}

/** A code, and what it is said to be. */
export interface CodeGuess extends AnswerOptions {
  /** `mailed_code`: one that went to the account's own address, before there is any method. */
  readonly method: CodeType | "mailed_code";
  readonly code: string;
}

/** The answer of a passkey or security key to the options of `POST /mfa/challenge`. */
export interface KeyAnswer extends AnswerOptions {
  readonly method: "webauthn";
  /** What `navigator.credentials.get()` has brought, as JSON. */
  readonly response: unknown;
}

/** What a right code is answered with: send it to the client as it is. */
export interface VerifyAnswer {
  readonly verified: true;
  readonly amr: Amr;
  /** Where a backup code was used. */
  readonly backupCodesRemaining?: number;
  /** Where this browser is remembered from now on. */
  readonly trustedDevice?: TrustAnswer;
  /** What `onSignedIn` returned. */
  readonly [member: string]: unknown;
}

interface Verification {
  readonly req: Request;
  readonly state: RequestState;
  readonly guess: CodeGuess | KeyAnswer;
}

/**
 * A token stands for itself; else the session says whether this ends a sign-in or adds a proof. Limits count what can be
 * guessed: nobody may lock a key (SECURITY.md C15).
 */
export async function verify(verification: Verification): Promise<VerifyAnswer> {
  const { state, guess } = verification;
  if (state.outage) throw state.outage;
  const prove = (): Promise<VerifyAnswer> => {
    if (guess.challengeToken !== undefined) return finish(verification, { token: guess.challengeToken });
    const pending = state.session?.pending;
    return pending ? finish(verification, { key: pending.key }) : addProof(verification);
  };
  return guess.method === "webauthn" ? prove() : limitGuess(verification, prove);
}

async function finish(verification: Verification, handle: ChallengeHandle): Promise<VerifyAnswer> {
  const { req, state, guess } = verification;
  const answer = answerOf(guess);
  if (answer.type === "mailed_code") throw methodUnavailable();
  try {
    const { user, proofs, amr, epoch, backupCodesRemaining } = await state.suite.finishSignIn({
      ...answer,
      handle,
      context: state.context,
    });
    const transport = "token" in handle ? "token" : "session";
    const { extra } = await completeSignIn({ req, state, user, proofs, amr, epoch, transport });
    const trusted = transport === "session" ? await trust(verification, { user, by: answer.type }) : {};
    return { ...extra, verified: true, amr: amrOf(proofs, amr), ...remaining(backupCodesRemaining), ...trusted };
  } catch (error) {
    if ("key" in handle && error instanceof MfaError && error.code === "ERR-MFA-CHALLENGE-INVALID")
      await forgetPending(req, state);
    throw error;
  }
}

/** What the domain calls it. */
function answerOf(guess: CodeGuess | KeyAnswer): Answer | { readonly type: "mailed_code"; readonly code: string } {
  if (guess.method === "webauthn") return { type: guess.method, response: guess.response, methodId: guess.methodId };
  const { method: type, code, methodId } = guess;
  return type === "mailed_code" ? { type, code } : { type, code, methodId };
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
  const answer = answerOf(guess);
  const { type } = answer;
  const stepped: SteppedUp =
    answer.type === "mailed_code"
      ? { proof: await state.suite.proveMailbox({ subject, code: answer.code }) }
      : await state.suite.stepUp({ ...answer, subject });
  const { proof, backupCodesRemaining } = stepped;
  const proofs = withProof(state.session?.proofs ?? [], proof);
  const extra = await raiseSession({ req, state, proofs });
  const trusted = type === "mailed_code" ? {} : await trust({ req, state, guess }, { user: subject.user, by: type });
  const amr = amrOf(proofs, state.session?.amr);
  return { ...extra, verified: true, amr, ...remaining(backupCodesRemaining), ...trusted };
}

/** After a second factor in this very request, and where its user has asked for it (SECURITY.md F6). */
async function trust(
  { req, state, guess }: Verification,
  shown: { readonly user: User; readonly by: MethodType },
): Promise<{ trustedDevice?: TrustAnswer }> {
  if (guess.trustDevice !== true || state.session?.bearer) return {};
  const trustedDevice = await giveTrust(req, state, shown);
  return trustedDevice ? { trustedDevice } : {};
}

/** It proves no second factor. */
function methodUnavailable(): MfaError {
  return new MfaError("ERR-VALIDATION", {
    members: { errors: [{ field: "method", message: "not available for this account" }] },
  });
}

function remaining(backupCodesRemaining?: number): { backupCodesRemaining?: number } {
  return backupCodesRemaining === undefined ? {} : { backupCodesRemaining };
}
