import { acrOf, amrOf, type Amr, type Proof, type User } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "./request-state.ts";
import type { SignInResult } from "./sallyport.ts";

/** Fields that the app wants in the answer. */
export type AppFields = Readonly<Record<string, unknown>>;

/** What the app is told of. */
export interface News extends Pick<SignInResult, "reason" | "sessionId" | "mustEnroll"> {
  readonly req: Request;
  readonly state: RequestState;
  readonly user: User;
  readonly proofs: readonly Proof[];
  /** The `amr` of the first factor, where the app gave one. */
  readonly amr: Amr;
}

/** Runs the app's `onSignedIn`. */
export async function tellApp({ req, state, user, amr, ...news }: News): Promise<AppFields> {
  const { proofs, reason, sessionId, mustEnroll } = news;
  const said = { proofs, amr: amrOf(proofs, amr), acr: acrOf(proofs), reason, sessionId, mustEnroll };
  state.arriving = user;
  try {
    return { ...(await state.suite.http.onSignedIn?.(req, user, said)) };
  } finally {
    state.arriving = undefined;
  }
}
