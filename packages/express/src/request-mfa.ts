import {
  acrOf,
  amrOf,
  type Amr,
  type MethodType,
  type MfaStatus,
  type Proof,
  type Stage,
  type TotpConfirmation,
  type TotpSetup,
  type User,
} from "@sallyport/core";
import type { Request } from "express";
import { changing, proving } from "./enrollment.ts";
import { subjectOf, type RequestState } from "./request-state.ts";
import { verify, type CodeGuess, type VerifyAnswer } from "./second-step.ts";
import { signIn, signOut, type SignInAnswer, type SignInOptions } from "./sign-in.ts";

/** Sallyport on a request: who this is, and what the router's calls do, for apps that render their own pages. */
export interface RequestMfa {
  /** The user of this session, also while the second step is outstanding. */
  readonly user: User | undefined;
  readonly stage: Stage;
  readonly proofs: readonly Proof[];
  /** Authentication method references (RFC 8176). */
  readonly amr: Amr;
  /** `aal1` or `aal2`; `undefined` for nobody. */
  readonly acr: string | undefined;
  /**
   * Call it when the app has checked the password, instead of setting the session by hand. Changes the session id.
   * Throws `ERR-UNAVAILABLE` (503) when a store is down: then nobody is signed in.
   */
  signIn(user: User, options?: SignInOptions): Promise<SignInAnswer>;
  /** Ends the session. */
  signOut(): Promise<void>;
  /** The second step of a sign-in, or a step-up; what `POST /mfa/verify` does. */
  verify(guess: CodeGuess): Promise<VerifyAnswer>;
  /** A password proof; what `POST /mfa/verify-password` does. */
  verifyPassword(password: string): Promise<VerifyAnswer>;
  /** How the user stands; what `GET /mfa/status` does. */
  status(): Promise<MfaStatus>;
  /** Begins a TOTP enrollment; what `POST /mfa/setup/totp` does. */
  setupTotp(request?: { readonly name?: string | undefined }): Promise<TotpSetup>;
  /** Ends it; what `POST /mfa/verify/totp` does. */
  confirmTotp(request: { readonly code: string; readonly methodId?: string | undefined }): Promise<TotpConfirmation>;
  /** Ten new codes; what `POST /mfa/backup-codes/regenerate` does. */
  regenerateBackupCodes(): Promise<readonly string[]>;
  /** What `PATCH /mfa/methods/:id` does. */
  changeMethod(methodId: string, change: { readonly name?: string; readonly preferred?: boolean }): Promise<void>;
  /** What `DELETE /mfa/methods/:id` does. */
  removeMethod(methodId: string): Promise<void>;
  /** What `POST /mfa/disable` does. */
  disable(request?: { readonly type?: Exclude<MethodType, "backup_code"> | undefined }): Promise<void>;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Express' own way to extend its request
  namespace Express {
    interface Request {
      /** Sallyport on this request; there once `mfaSession` has run. */
      mfa: RequestMfa;
    }
  }
}

/** Puts `req.mfa` together. It reads the request's state at each call: a sign-in changes it. */
export function createRequestMfa(req: Request, state: RequestState): RequestMfa {
  return {
    get user() {
      return stage(state) === "anonymous" ? undefined : state.user;
    },
    get stage() {
      return stage(state);
    },
    get proofs() {
      return state.session?.proofs ?? [];
    },
    get amr() {
      return state.session ? amrOf(state.session.proofs, state.session.amr) : [];
    },
    get acr() {
      return state.session ? acrOf(state.session.proofs) : undefined;
    },
    signIn: (user, options = {}) => signIn({ req, state, user, options }),
    signOut: () => signOut(req, state),
    verify: (guess) => verify({ req, state, guess }),
    status: async () => state.suite.status(subjectOf(state)),
    ...proving(req, state),
    ...changing(state),
  };
}

function stage(state: RequestState): Stage {
  try {
    return subjectOf(state).stage;
  } catch {
    return "anonymous";
  }
}
