export { authenticator, type Authenticator } from "./authenticator/authenticator.ts";
export type { AuthenticatorDataFields, AuthenticatorFlags } from "./authenticator/authenticator-data.ts";
export type { AuthenticatorCredential } from "./authenticator/credential.ts";
export type { CoseKey } from "./authenticator/key-pair.ts";
export type { AuthenticatorAlgorithm, AuthenticatorOptions } from "./authenticator/options.ts";
export type {
  AttestationFields,
  AuthenticationSpoil,
  ClientDataFields,
  RegistrationSpoil,
  Spoil,
  Spoiler,
} from "./authenticator/spoil.ts";
export { inbox, type Inbox } from "./inbox.ts";
export { testClock, type TestClock, type TravelTime } from "./test-clock.ts";
export { totpCode } from "./totp-code.ts";
export {
  loginAs,
  signInAs,
  type BegunSignIn,
  type LoggedIn,
  type LoginOptions,
  type TestBrowser,
} from "@sallyport/express/testing";
