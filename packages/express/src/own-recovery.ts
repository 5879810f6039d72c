import { amrOf, withProof, type RecoveryAnswer } from "@sallyport/core";
import type { Request } from "express";
import { limitGuess } from "./rate-limit/limit-guess.ts";
import { limitSend } from "./rate-limit/limit-send.ts";
import { raiseSession } from "./raise-session.ts";
import { subjectOf, type RequestState } from "./request-state.ts";
import type { VerifyAnswer } from "./second-step.ts";

/** The way back of a user who has lost their methods; what the `/mfa/recovery` routes do. */
export interface RequestRecovery {
  /** What `POST /mfa/recovery` does: at the second step, instead of a code. */
  requestRecovery(): Promise<RecoveryAnswer>;
  /** What `DELETE /mfa/recovery` does. */
  cancelRecovery(): Promise<void>;
  /** What `POST /mfa/recovery/link` does: the token of the link that was mailed after a reset. */
  redeemLink(token: string): Promise<VerifyAnswer>;
}

export function recovering(req: Request, state: RequestState): RequestRecovery {
  const { suite } = state;
  return {
    requestRecovery: async () => {
      const subject = subjectOf(state);
      const pending = state.session?.pending;
      const handle = pending && { key: pending.key };
      return limitSend({ req, state }, () => suite.requestRecovery({ subject, handle }));
    },
    cancelRecovery: async () => {
      await suite.cancelRecovery(subjectOf(state));
    },
    redeemLink: async (token) => {
      const subject = subjectOf(state);
      const proof = await limitGuess({ req, state, forgives: false }, () => suite.redeemLink({ subject, token }));
      const proofs = withProof(state.session?.proofs ?? [], proof);
      const extra = await raiseSession({ req, state, proofs });
      return { ...extra, verified: true, amr: amrOf(proofs, state.session?.amr) };
    },
  };
}
