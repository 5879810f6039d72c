import { MfaError, type Requirement } from "@sallyport/core";
import type { Request } from "express";
import { stateOf, subjectOf, type RequestState } from "./request-state.ts";

/** Why this request may not pass a guard with this requirement; undefined if it may. */
export async function judgeRequest(req: Request, requirement: Requirement): Promise<MfaError | undefined> {
  const state = stateOf(req, "requireMfa");
  try {
    const subject = subjectOf(state);
    return subject.stage === "full" ? await state.suite.judge(requirement, subject) : secondStepRequired(state);
  } catch (error) {
    if (error instanceof MfaError) return error;
    throw error;
  }
}

/** The refusal of a sign-in that waits for its second step. */
export function secondStepRequired({ session }: RequestState): MfaError {
  return new MfaError("ERR-MFA-REQUIRED", {
    members: { methods: session?.pending?.methods ?? [], expiresAt: session?.pending?.expiresAt },
  });
}
