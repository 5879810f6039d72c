import type { CBORType } from "@levischuck/tiny-cbor";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { AuthenticatorDataFields } from "./authenticator-data.ts";
import type { CoseKey } from "./key-pair.ts";

/** What the browser says of a ceremony (WebAuthn §5.8.1). */
export interface ClientDataFields {
  readonly type: string;
  readonly challenge: string;
  readonly origin: string;
  readonly crossOrigin: boolean;
}

/** Takes a piece of a ceremony and returns what takes its place. */
export type Spoiler<Piece, Replacement = Piece> = (piece: Piece) => Replacement;

/**
 * What a test makes wrong with a ceremony. All but `afterSigning`, `signature` and `json` happens before the signature,
 * which is then right over what is wrong.
 */
export interface Spoil {
  /** Fields may go, change or come in addition: `topOrigin`, for example. */
  readonly clientData?: Spoiler<ClientDataFields, object>;
  /** The JSON text in UTF-8. */
  readonly clientDataBytes?: Spoiler<Uint8Array>;
  readonly authenticatorData?: Spoiler<AuthenticatorDataFields>;
  readonly authenticatorDataBytes?: Spoiler<Uint8Array>;
  /** What is changed once the signature is made, which then is of something else. */
  readonly afterSigning?: {
    readonly clientDataBytes?: Spoiler<Uint8Array>;
    readonly authenticatorDataBytes?: Spoiler<Uint8Array>;
  };
  readonly signature?: Spoiler<Uint8Array>;
  /**
   * Does what a browser refuses: a credential that is excluded or not allowed, an algorithm that was not asked for, an RP ID
   * of another site.
   */
  readonly unchecked?: boolean;
}

/** An attestation object, field by field (WebAuthn §6.5.4). */
export interface AttestationFields {
  readonly fmt: string;
  readonly attStmt: Map<string | number, CBORType>;
  readonly authData: Uint8Array;
}

/** What a test makes wrong with a registration. */
export interface RegistrationSpoil extends Spoil {
  /** The ID of the new credential, which this authenticator then knows it by: one of somebody else, or one too long. */
  readonly credentialId?: Spoiler<Uint8Array>;
  /** The new public key, before it goes into the authenticator data: `(cose) => cose.set(3, -9999)`. */
  readonly publicKey?: Spoiler<CoseKey>;
  /** After an attestation is signed. Fields may go, change or come in addition. */
  readonly attestation?: Spoiler<AttestationFields, Readonly<Record<string, CBORType>>>;
  /** The attestation object in CBOR. */
  readonly attestationObjectBytes?: Spoiler<Uint8Array>;
  /** The whole answer, last of all; it is handed on whatever it is. */
  readonly json?: Spoiler<RegistrationResponseJSON, unknown>;
}

/** What a test makes wrong with a sign-in. */
export interface AuthenticationSpoil extends Spoil {
  /** The whole answer, last of all; it is handed on whatever it is. */
  readonly json?: Spoiler<AuthenticationResponseJSON, unknown>;
}

/** The piece as it is, where the test leaves it alone. */
export function spoiled<Piece>(piece: Piece, spoiler: Spoiler<Piece> | undefined): Piece {
  return spoiler ? spoiler(piece) : piece;
}
