import type { KeyPair } from "./key-pair.ts";

/** One key of an authenticator, as a test sees it. */
export interface AuthenticatorCredential {
  /** In base64url, as everywhere in the JSON of WebAuthn. */
  readonly id: string;
  readonly userHandle: string;
  readonly rpId: string;
  /** Whether it offers itself where the server names no credential: a passkey. */
  readonly discoverable: boolean;
  /** That of its last signature. */
  readonly counter: number;
}

/** The same, with what never leaves the authenticator. */
export interface HeldCredential extends AuthenticatorCredential {
  readonly keyPair: KeyPair;
  counter: number;
  /** That of the signature to come. */
  nextCounter: number;
}

/** One more per signature; zero says that there is none, and stays (WebAuthn §6.1.1). */
export function following(counter: number): number {
  return counter === 0 ? 0 : counter + 1;
}
