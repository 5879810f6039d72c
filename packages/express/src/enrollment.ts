import { amrOf, withProof } from "@sallyport/core";
import type { Request } from "express";
import { limitGuess } from "./rate-limit/limit-guess.ts";
import { raiseSession } from "./raise-session.ts";
import type { RequestMfa } from "./request-mfa.ts";
import { subjectOf, type RequestState } from "./request-state.ts";

type Proving = Pick<RequestMfa, "verifyPassword" | "confirmTotp">;
type Changing = Pick<RequestMfa, "setupTotp" | "regenerateBackupCodes" | "changeMethod" | "removeMethod" | "disable">;

/** The calls that show something new of the user: the proof goes into the session, under a new session id. */
export function proving(req: Request, state: RequestState): Proving {
  return {
    verifyPassword: async (password) => {
      const subject = subjectOf(state);
      const proof = await limitGuess({ req, state, forgives: false }, () =>
        state.suite.provePassword({ subject, password }),
      );
      await raiseSession({ req, state, proofs: withProof(state.session?.proofs ?? [], proof) });
      return { verified: true, amr: amrOf(state.session?.proofs ?? [], state.session?.amr) };
    },
    confirmTotp: async ({ code, methodId }) => {
      const subject = subjectOf(state);
      const confirmed = await limitGuess({ req, state }, () => state.suite.confirmTotp({ subject, code, methodId }));
      const proof = { by: "totp", at: state.suite.settings.clock.now() } as const;
      await raiseSession({ req, state, proofs: withProof(state.session?.proofs ?? [], proof) });
      return confirmed;
    },
  };
}

/** The calls that change what the user has; the domain asks for a fresh proof, and the session gets a new id. */
export function changing(req: Request, state: RequestState): Changing {
  const { suite } = state;
  async function changed<T>(change: Promise<T>): Promise<T> {
    const result = await change;
    await raiseSession({ req, state });
    return result;
  }
  return {
    setupTotp: async ({ name } = {}) => suite.setupTotp({ subject: subjectOf(state), name }),
    regenerateBackupCodes: async () => changed(suite.regenerateBackupCodes(subjectOf(state))),
    changeMethod: async (methodId, change) => suite.changeMethod({ subject: subjectOf(state), methodId, change }),
    removeMethod: async (methodId) => changed(suite.removeMethod({ subject: subjectOf(state), methodId })),
    disable: async ({ type } = {}) => changed(suite.disable({ subject: subjectOf(state), type })),
  };
}
