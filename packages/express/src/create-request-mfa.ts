import { acrOf, amrOf, type Stage } from "@sallyport/core";
import type { Request } from "express";
import { changing, proving } from "./enrollment.ts";
import { auditing } from "./own-audit.ts";
import { trusting } from "./own-devices.ts";
import { keying } from "./own-passkeys.ts";
import { recovering } from "./own-recovery.ts";
import { managing } from "./own-sessions.ts";
import type { RequestMfa } from "./request-mfa.ts";
import { subjectIn, subjectOf, type RequestState } from "./request-state.ts";
import { verify } from "./second-step.ts";
import { sendCode } from "./send-code.ts";
import { signIn, signOut } from "./sign-in.ts";

/** What the request shows of itself; the rest of `req.mfa` are verbs. */
type Shown = Pick<RequestMfa, "user" | "stage" | "sessionId" | "endReason" | "subject" | "proofs" | "amr" | "acr">;
type Verbs = Omit<RequestMfa, keyof Shown>;

const STATE = Symbol("sallyport.state");
const VERBS = Symbol("sallyport.verbs");

/** One request's `req.mfa`, before anybody has asked it for a verb. */
interface Bound {
  readonly [STATE]: { readonly req: Request; readonly state: RequestState };
  [VERBS]: Verbs | undefined;
}

/**
 * Shared by all requests, and read at each access: a sign-in changes what there is to see. Most requests ask for the user
 * and nothing else, so the verbs are only made for those that do.
 */
const shown: Shown & ThisType<Bound> = {
  get user() {
    const { state } = this[STATE];
    return stage(state) === "anonymous" ? undefined : state.user;
  },
  get stage() {
    return stage(this[STATE].state);
  },
  get sessionId() {
    const { state } = this[STATE];
    return stage(state) === "full" ? state.session?.id : undefined;
  },
  get endReason() {
    return this[STATE].state.endReason;
  },
  get subject() {
    return subjectIn(this[STATE].state);
  },
  get proofs() {
    return this[STATE].state.session?.proofs ?? [];
  },
  get amr() {
    const { session } = this[STATE].state;
    return session ? amrOf(session.proofs, session.amr) : [];
  },
  get acr() {
    const { session } = this[STATE].state;
    return session ? acrOf(session.proofs) : undefined;
  },
};

const VERB_NAMES: Readonly<Record<keyof Verbs, true>> = {
  ...{ signIn: true, signOut: true, verify: true, verifyPassword: true, status: true },
  ...{ setupSms: true, confirmSms: true, setupEmail: true, confirmEmail: true, sendCode: true, offeredMethods: true },
  ...{ setupTotp: true, confirmTotp: true, regenerateBackupCodes: true, changeMethod: true, removeMethod: true },
  ...{ disable: true, listSessions: true, sessionStats: true, endSession: true, invalidateSessions: true },
  ...{ extendSession: true, replaceSession: true, signUp: true },
  ...{ trustedDevices: true, revokeDevice: true, revokeDevices: true },
  ...{ setupWebauthn: true, confirmWebauthn: true, passkeyOptions: true, signInWithPasskey: true },
  ...{ acceptedPasskeys: true, challengeKey: true },
  ...{ requestRecovery: true, cancelRecovery: true, redeemLink: true },
  ...{ audit: true },
};

for (const name of Object.keys(VERB_NAMES) as (keyof Verbs)[])
  Object.defineProperty(shown, name, {
    enumerable: true,
    get(this: Bound) {
      this[VERBS] ??= verbsOf(this[STATE]);
      return this[VERBS][name];
    },
  });

/** Puts `req.mfa` together. `const { signIn } = req.mfa` works as well as `req.mfa.signIn`. */
export function createRequestMfa(req: Request, state: RequestState): RequestMfa {
  const bound = Object.create(shown) as RequestMfa & { -readonly [Key in keyof Bound]: Bound[Key] };
  bound[STATE] = { req, state };
  bound[VERBS] = undefined;
  return bound;
}

function verbsOf({ req, state }: Bound[typeof STATE]): Verbs {
  return {
    signIn: (user, options = {}) => signIn({ req, state, user, options }),
    signUp: (user, options = {}) => signIn({ req, state, user, options: { ...options, isNewAccount: true } }),
    signOut: () => signOut(req, state),
    verify: (guess) => verify({ req, state, guess }),
    sendCode: (request) => sendCode({ req, state, request }),
    offeredMethods: async () => state.suite.offeredMethods(subjectOf(state)),
    status: async () => state.suite.status(subjectOf(state)),
    ...proving(req, state),
    ...changing(req, state),
    ...managing(req, state),
    ...trusting(req, state),
    ...keying(req, state),
    ...recovering(req, state),
    ...auditing(state),
  };
}

function stage(state: RequestState): Stage {
  return subjectIn(state)?.stage ?? "anonymous";
}
