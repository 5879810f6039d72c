import { MfaError, type Requirement, type Subject } from "@sallyport/core";
import type { Request } from "express";
import { stateOf, subjectOf, type RequestState } from "./request-state.ts";

/**
 * Why this request may not pass a guard with this requirement; undefined if it may. A requirement that has to be asked for
 * is asked for once it is known who acts: what the app decides by is there then.
 */
export async function judgeRequest(
  req: Request,
  requirement: Requirement | (() => Promise<Requirement>),
): Promise<MfaError | undefined> {
  const state = stateOf(req, "requireMfa");
  const subject = fullSubject(state);
  if (subject instanceof MfaError) return subject;

  const wanted = typeof requirement === "function" ? await requirement() : requirement;
  return state.suite.judge(wanted, subject).catch(asRefusal);
}

/** The refusal of a sign-in that waits for its second step. */
export function secondStepRequired({ session }: RequestState): MfaError {
  return new MfaError("ERR-MFA-REQUIRED", {
    members: { methods: session?.pending?.methods ?? [], expiresAt: session?.pending?.expiresAt },
  });
}

function fullSubject(state: RequestState): Subject | MfaError {
  try {
    const subject = subjectOf(state);
    return subject.stage === "full" ? subject : secondStepRequired(state);
  } catch (error) {
    return asRefusal(error);
  }
}

function asRefusal(error: unknown): MfaError {
  if (error instanceof MfaError) return error;
  throw error;
}
