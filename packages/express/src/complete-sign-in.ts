import { acrOf, amrOf, type Amr, type Proof, type User } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "./request-state.ts";
import { forget, rise, save } from "./session-id.ts";
import { writeState, type SessionState } from "./session-state.ts";

/** A sign-in that has passed its last stage. */
export interface Completion {
  readonly req: Request;
  readonly state: RequestState;
  readonly user: User;
  readonly proofs: readonly Proof[];
  /** The `amr` of the first factor, where the app gave one. */
  readonly amr: Amr;
}

/**
 * New session id, the app's `onSignedIn`, one save, in that order; returns what the app wants in the answer. If
 * anything fails, no cookie is set and nobody is signed in.
 */
export async function completeSignIn({
  req,
  state,
  user,
  proofs,
  amr,
}: Completion): Promise<Readonly<Record<string, unknown>>> {
  const session: SessionState = {
    userId: user.id,
    stage: "full",
    proofs,
    amr,
    signedInAt: state.suite.settings.clock.now(),
  };
  await rise(req, session);
  const extra = await tellApp({ req, state, user, proofs, amr });
  // `req.login` of passport may have made a new session once more: ours goes into the one that is there now.
  writeState(req, session);
  await save(req);
  state.session = session;
  state.user = user;
  return extra;
}

/** Adds proofs to a full session: a new id as well (a privilege was raised), and the same app fields. */
export async function raiseProofs(given: {
  req: Request;
  state: RequestState;
  proofs: readonly Proof[];
}): Promise<void> {
  const { req, state, proofs } = given;
  if (!state.session) return;
  const raised: SessionState = { ...state.session, proofs };
  await rise(req, raised);
  await save(req);
  state.session = raised;
}

async function tellApp({ req, state, user, proofs, amr }: Completion): Promise<Readonly<Record<string, unknown>>> {
  try {
    const result = await state.suite.http.onSignedIn?.(req, user, {
      proofs,
      amr: amrOf(proofs, amr),
      acr: acrOf(proofs),
    });
    return { ...result };
  } catch (error) {
    forget(req);
    throw error;
  }
}
