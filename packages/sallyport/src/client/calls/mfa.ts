// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client
import type { Nothing, Verified } from "./shared.ts";
import type {
  SetupCode,
  ChangeMethodBody,
  SetupTotpBody,
  SetupSmsBody,
  SetupEmailBody,
  SetupWebauthnBody,
  VerifyWebauthnBody,
  PasskeyOptionsBody,
  PasskeyVerifyBody,
  ChallengeBody,
  VerifyBody,
  VerifyBackupBody,
  VerifyPasswordBody,
  ResumeBody,
  DisableBody,
  RedeemLinkBody,
  SetupSent,
  MethodEnabled,
  PasskeySignIn,
  ReadStatusAnswer,
  ListMethodsAnswer,
  ChangeMethodAnswer,
  RemoveMethodAnswer,
  SetupTotpAnswer,
  SetupWebauthnAnswer,
  PasskeyOptionsAnswer,
  AcceptedPasskeysAnswer,
  ChallengeAnswer,
  RegenerateBackupCodesAnswer,
  DisableAnswer,
  ListTrustedDevicesAnswer,
  RevokeTrustedDeviceAnswer,
  RevokeTrustedDevicesAnswer,
  RequestRecoveryAnswer,
  CancelRecoveryAnswer,
} from "./mfa-words.ts";
import type { PersonalData } from "./privacy-words.ts";

/** The calls under `/mfa`. */
export type MfaCalls = {
  /** How the user stands: methods, backup codes, what policy asks of them. */
  readonly "GET /mfa/status": { readonly answer: ReadStatusAnswer };
  /** The user's methods. */
  readonly "GET /mfa/methods": { readonly answer: ListMethodsAnswer };
  /** Renames a method, or makes it the preferred one. */
  readonly "PATCH /mfa/methods/:id": { readonly body: ChangeMethodBody; readonly answer: ChangeMethodAnswer };
  /** Removes a method. */
  readonly "DELETE /mfa/methods/:id": { readonly answer: RemoveMethodAnswer };
  /** Begins the set-up of an authenticator app. */
  readonly "POST /mfa/setup/totp": {
    readonly body: SetupTotpBody;
    readonly query: { readonly format?: "png" | "svg" | undefined };
    readonly answer: SetupTotpAnswer;
  };
  /** Ends the set-up of an authenticator app. */
  readonly "POST /mfa/verify/totp": { readonly body: SetupCode; readonly answer: MethodEnabled };
  /** Sends a code to a number that shall become a method. */
  readonly "POST /mfa/setup/sms": { readonly body: SetupSmsBody; readonly answer: SetupSent };
  /** Ends the set-up of a number. */
  readonly "POST /mfa/verify/sms": { readonly body: SetupCode; readonly answer: MethodEnabled };
  /** Sends a code to an address that shall become a method. */
  readonly "POST /mfa/setup/email": { readonly body: SetupEmailBody; readonly answer: SetupSent };
  /** Ends the set-up of an address. */
  readonly "POST /mfa/verify/email": { readonly body: SetupCode; readonly answer: MethodEnabled };
  /** Begins the set-up of a passkey or security key. */
  readonly "POST /mfa/setup/webauthn": { readonly body: SetupWebauthnBody; readonly answer: SetupWebauthnAnswer };
  /** Ends it. */
  readonly "POST /mfa/verify/webauthn": { readonly body: VerifyWebauthnBody; readonly answer: MethodEnabled };
  /** Opens a sign-in by passkey alone. */
  readonly "POST /mfa/passkey/options": { readonly body: PasskeyOptionsBody; readonly answer: PasskeyOptionsAnswer };
  /** Ends a sign-in by passkey alone. */
  readonly "POST /mfa/passkey/verify": { readonly body: PasskeyVerifyBody; readonly answer: PasskeySignIn };
  /** Which passkeys are good, for the browser's Signal API. */
  readonly "GET /mfa/passkey/accepted": { readonly answer: AcceptedPasskeysAnswer };
  /** Sends a code, or asks for a signature, for the second step of a sign-in or for a step-up. */
  readonly "POST /mfa/challenge": { readonly body: ChallengeBody; readonly answer: ChallengeAnswer };
  /** The second step of a sign-in, or a step-up. */
  readonly "POST /mfa/verify": { readonly body: VerifyBody; readonly answer: Verified };
  /** The same with a backup code. */
  readonly "POST /mfa/verify/backup": { readonly body: VerifyBackupBody; readonly answer: Verified };
  /** Shows the password once more. */
  readonly "POST /mfa/verify-password": { readonly body: VerifyPasswordBody; readonly answer: Verified };
  /** Runs a request again that was refused for a step-up. */
  readonly "POST /mfa/resume": { readonly body: ResumeBody; readonly answer: unknown };
  /** New backup codes, shown this once; the old ones are dead. */
  readonly "POST /mfa/backup-codes/regenerate": {
    readonly body: Nothing;
    readonly answer: RegenerateBackupCodesAnswer;
  };
  /** Turns MFA off: removes all methods, or those of one type. */
  readonly "POST /mfa/disable": { readonly body: DisableBody; readonly answer: DisableAnswer };
  /** The browsers that the user has asked to be remembered. */
  readonly "GET /mfa/trusted-devices": { readonly answer: ListTrustedDevicesAnswer };
  /** Forgets all of them. */
  readonly "DELETE /mfa/trusted-devices": { readonly answer: RevokeTrustedDevicesAnswer };
  /** Forgets one of them. */
  readonly "DELETE /mfa/trusted-devices/:id": { readonly answer: RevokeTrustedDeviceAnswer };
  /** At the second step: the user has lost all methods. */
  readonly "POST /mfa/recovery": { readonly body: Nothing; readonly answer: RequestRecoveryAnswer };
  /** Takes a recovery back. */
  readonly "DELETE /mfa/recovery": { readonly answer: CancelRecoveryAnswer };
  /** Shows the link that was mailed after a reset. */
  readonly "POST /mfa/recovery/link": { readonly body: RedeemLinkBody; readonly answer: Verified };
  /** Everything that is kept about the user, as one document. */
  readonly "GET /mfa/export": { readonly answer: PersonalData };
};
