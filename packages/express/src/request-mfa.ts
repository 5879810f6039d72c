import type {
  Amr,
  EndReason,
  MethodType,
  MfaStatus,
  OfferedMethod,
  Proof,
  Stage,
  MethodConfirmation,
  SentChallenge,
  SentSetup,
  TotpSetup,
  Subject,
  User,
} from "@sallyport/core";
import type { RequestAudit } from "./own-audit.ts";
import type { RequestDevices } from "./own-devices.ts";
import type { RequestPasskeys } from "./own-passkeys.ts";
import type { RequestRecovery } from "./own-recovery.ts";
import type { RequestSessions } from "./own-sessions.ts";
import type { CodeGuess, KeyAnswer, VerifyAnswer } from "./second-step.ts";
import type { CodeRequest } from "./send-code.ts";
import type { SignInAnswer, SignInOptions } from "./sign-in.ts";

/** The code that ends a set-up. */
export interface SetupCode {
  readonly code: string;
  /** The set-up that it is for; the open one where left out. */
  readonly methodId?: string | undefined;
}

/** A set-up whose code is on its way. */
export interface AwaitedSetup extends SentSetup {
  /** What people should know of the method before they rely on it, in the language that the request asks for (ASVS 6.6.1). */
  readonly riskNote: string;
}

/** Sallyport on a request: who this is, and what the router's calls do, for apps that render their own pages. */
export interface RequestMfa extends RequestSessions, RequestDevices, RequestPasskeys, RequestRecovery, RequestAudit {
  /** The user of this session, also while the second step is outstanding. */
  readonly user: User | undefined;
  readonly stage: Stage;
  /** The public handle of this session; `undefined` until it is full. */
  readonly sessionId: string | undefined;
  /** Why the session that this browser had is no more, to be told on the sign-in page; `undefined` where it had none. */
  readonly endReason: EndReason | undefined;
  /** Who acts, for what the suite does on somebody's behalf (`mfa.admin.resetMfa`); `undefined` for nobody. */
  readonly subject: Subject | undefined;
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
  /**
   * The same for an account that was made just now, in the place of `signIn`: where policy requires a second factor, it is
   * enrolled before anything else is open.
   */
  signUp(user: User, options?: SignInOptions): Promise<SignInAnswer>;
  /** Ends the session. */
  signOut(): Promise<void>;
  /** What this user may show who they are with, at the second step and at a step-up: the preferred method first. */
  offeredMethods(): Promise<readonly OfferedMethod[]>;
  /** The second step of a sign-in, or a step-up; what `POST /mfa/verify` does. */
  verify(guess: CodeGuess | KeyAnswer): Promise<VerifyAnswer>;
  /** A password proof; what `POST /mfa/verify-password` does. */
  verifyPassword(password: string): Promise<VerifyAnswer>;
  /** How the user stands; what `GET /mfa/status` does. */
  status(): Promise<MfaStatus>;
  /** Begins a TOTP enrollment; what `POST /mfa/setup/totp` does. */
  setupTotp(request?: { readonly name?: string | undefined }): Promise<TotpSetup>;
  /** Ends it; what `POST /mfa/verify/totp` does. */
  confirmTotp(request: SetupCode): Promise<MethodConfirmation>;
  /** Sends a code to a number that shall become a method; what `POST /mfa/setup/sms` does. */
  setupSms(request: { readonly phoneNumber: string; readonly name?: string | undefined }): Promise<AwaitedSetup>;
  /** Ends it; what `POST /mfa/verify/sms` does. */
  confirmSms(request: SetupCode): Promise<MethodConfirmation>;
  /** Sends a code to an address, that of the account where none is named; what `POST /mfa/setup/email` does. */
  setupEmail(request?: {
    readonly email?: string | undefined;
    readonly name?: string | undefined;
  }): Promise<AwaitedSetup>;
  /** Ends it; what `POST /mfa/verify/email` does. */
  confirmEmail(request: SetupCode): Promise<MethodConfirmation>;
  /** Sends a code for the second step, or for a step-up; what `POST /mfa/challenge` does. */
  sendCode(request: CodeRequest): Promise<SentChallenge>;
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
