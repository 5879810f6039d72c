import { amrOf, withProof } from "@sallyport/core";
import type { Request } from "express";
import { raiseProofs } from "./complete-sign-in.ts";
import type { RequestMfa } from "./request-mfa.ts";
import { subjectOf, type RequestState } from "./request-state.ts";

type Proving = Pick<RequestMfa, "verifyPassword" | "confirmTotp">;
type Changing = Pick<RequestMfa, "setupTotp" | "regenerateBackupCodes" | "changeMethod" | "removeMethod" | "disable">;

/** The calls that show something new of the user: the proof goes into the session, under a new session id. */
export function proving(req: Request, state: RequestState): Proving {
  return {
    verifyPassword: async (password) => {
      const subject = subjectOf(state);
      const proofs = withProof(subject.proofs, await state.suite.provePassword({ subject, password }));
      await raiseProofs({ req, state, proofs });
      return { verified: true, amr: amrOf(proofs, state.session?.amr) };
    },
    confirmTotp: async ({ code, methodId }) => {
      const subject = subjectOf(state);
      const confirmed = await state.suite.confirmTotp({ subject, code, methodId });
      const proofs = withProof(subject.proofs, { by: "totp", at: state.suite.settings.clock.now() });
      await raiseProofs({ req, state, proofs });
      return confirmed;
    },
  };
}

/** The calls that change what the user has; the domain asks for a fresh proof. */
export function changing(state: RequestState): Changing {
  const { suite } = state;
  return {
    setupTotp: async ({ name } = {}) => suite.setupTotp({ subject: subjectOf(state), name }),
    regenerateBackupCodes: async () => suite.regenerateBackupCodes(subjectOf(state)),
    changeMethod: async (methodId, change) => suite.changeMethod({ subject: subjectOf(state), methodId, change }),
    removeMethod: async (methodId) => suite.removeMethod({ subject: subjectOf(state), methodId }),
    disable: async ({ type } = {}) => suite.disable({ subject: subjectOf(state), type }),
  };
}
