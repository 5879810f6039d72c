/** How a key is used: alone, or after a password. */
export type WebauthnUsage = "passkey" | "second-factor";

/** Passkeys and security keys (WebAuthn Level 3). */
export interface WebauthnOptions {
  /**
   * The domain that keys are bound to (the RP ID): the host of an origin, or a domain above it. Default: the host of the first
   * `origin`. It can't be changed later: keys of another one stop working.
   */
  readonly rpId?: string;
  /**
   * The exact origins that keys may be used from. Default: `origin`. Origins of other domains are told to browsers by
   * `relatedOrigins()`; those of apps are written `android:apk-key-hash:…`.
   */
  readonly origins?: readonly string[];
  /**
   * `passkey` (default): a key also signs in by itself, both factors in one step; `second-factor`: only after a password, and
   * `/mfa/passkey` is not there.
   */
  readonly usage?: WebauthnUsage;
  /**
   * Whether a second factor asks for a PIN, a finger or a face beside the touch. Default `preferred`. Signing in by passkey
   * alone always requires it, and so does a step-up by a key that has shown it when it was added.
   */
  readonly userVerification?: "required" | "preferred" | "discouraged";
  /**
   * Whether keys have to say which model they are. Default `none`: nobody is asked. With `direct` a key without a
   * statement is refused; whether the statement is to be believed is for `allowedAuthenticators` and `verifyAuthenticator`.
   */
  readonly attestation?: "none" | "direct";
  /** The models that may be added, by their AAGUID. Takes `attestation: "direct"`. Default: all. */
  readonly allowedAuthenticators?: readonly string[];
  /**
   * Looks at a key before it is added, with FIDO's Metadata Service for example; false refuses it. Takes `attestation:
   * "direct"`, and has 5 seconds: a key that nobody could look at is not added (503).
   */
  readonly verifyAuthenticator?: (authenticator: AttestedAuthenticator) => boolean | Promise<boolean>;
  /** The name of a model, from a list of yours, for keys that people don't name themselves. */
  readonly nameOf?: (aaguid: string) => string | undefined;
  /** How many keys one user may have. Default 10. */
  readonly maxPerUser?: number;
  /** How long a key may take to answer. Default 300 seconds (WebAuthn §5.4.8). */
  readonly ceremonySeconds?: number;
}

/** What a key says of itself, with a signature that is right; who has signed is still to be looked at. */
export interface AttestedAuthenticator {
  /** The model, as 8-4-4-4-12 hexadecimal digits; all zero where it isn't told. */
  readonly aaguid: string;
  /** The format of the statement: `packed`, `tpm`, `android-key`, `apple`, `fido-u2f` … (WebAuthn §8). */
  readonly format: string;
  /** The chain that has signed, DER, the model's own certificate first; empty for self attestation. */
  readonly certificates: readonly Uint8Array[];
  /** CBOR, as it came. */
  readonly attestationObject: Uint8Array;
}
