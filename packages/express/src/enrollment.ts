import { amrOf, withProof, type MethodConfirmation } from "@sallyport/core";
import type { Request } from "express";
import { limitGuess } from "./rate-limit/limit-guess.ts";
import { limitSend } from "./rate-limit/limit-send.ts";
import { raiseSession } from "./raise-session.ts";
import type { RequestMfa, SetupCode } from "./request-mfa.ts";
import { subjectOf, type RequestState } from "./request-state.ts";
import { riskNoteFor } from "./texts/language.ts";

type Proving = Pick<RequestMfa, "verifyPassword" | "confirmTotp" | "confirmSms" | "confirmEmail">;
type Changing = Pick<
  RequestMfa,
  "setupTotp" | "setupSms" | "setupEmail" | "regenerateBackupCodes" | "changeMethod" | "removeMethod" | "disable"
>;

/** The calls that show something new of the user: the proof goes into the session, under a new session id. */
export function proving(req: Request, state: RequestState): Proving {
  const { suite } = state;
  async function confirm(by: "totp" | "sms" | "email", { code, methodId }: SetupCode): Promise<MethodConfirmation> {
    const proof = { subject: subjectOf(state), code, methodId };
    const verbs = { totp: suite.confirmTotp, sms: suite.confirmSms, email: suite.confirmEmail };
    const confirmed = await limitGuess({ req, state }, () => verbs[by](proof));
    const added = { by, at: suite.settings.clock.now() };
    const extra = await raiseSession({ req, state, proofs: withProof(state.session?.proofs ?? [], added) });
    return { ...extra, ...confirmed };
  }
  return {
    verifyPassword: async (password) => {
      const subject = subjectOf(state);
      const proof = await limitGuess({ req, state, forgives: false }, () =>
        state.suite.provePassword({ subject, password }),
      );
      const extra = await raiseSession({ req, state, proofs: withProof(state.session?.proofs ?? [], proof) });
      return { ...extra, verified: true, amr: amrOf(state.session?.proofs ?? [], state.session?.amr) };
    },
    confirmTotp: (request) => confirm("totp", request),
    confirmSms: (request) => confirm("sms", request),
    confirmEmail: (request) => confirm("email", request),
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
    setupSms: async ({ phoneNumber, name }) => ({
      ...(await limitSend({ req, state }, () => suite.setupSms({ subject: subjectOf(state), phoneNumber, name }))),
      riskNote: riskNoteFor(req, "sms"),
    }),
    setupEmail: async ({ email, name } = {}) => ({
      ...(await limitSend({ req, state }, () => suite.setupEmail({ subject: subjectOf(state), email, name }))),
      riskNote: riskNoteFor(req, "email"),
    }),
    regenerateBackupCodes: async () => changed(suite.regenerateBackupCodes(subjectOf(state))),
    changeMethod: async (methodId, change) => suite.changeMethod({ subject: subjectOf(state), methodId, change }),
    removeMethod: async (methodId) => changed(suite.removeMethod({ subject: subjectOf(state), methodId })),
    disable: async ({ type } = {}) => changed(suite.disable({ subject: subjectOf(state), type })),
  };
}
