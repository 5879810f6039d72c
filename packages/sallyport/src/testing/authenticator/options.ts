/** The algorithms that it signs with: COSE -7, -8 (Ed25519) and -257. */
export type AuthenticatorAlgorithm = "ES256" | "EdDSA" | "RS256";

/** What kind of authenticator it is, and the browser that it is in. */
export interface AuthenticatorOptions {
  /** Where the browser is, for example `https://bank.example`: it goes into every signature. */
  readonly origin: string;
  /** Default `ES256`. */
  readonly algorithm?: AuthenticatorAlgorithm;
  /**
   * Whether it says that its user showed a PIN or a fingerprint (the flag UV). Default true. With false it answers all the
   * same where the options require it: refusing that is up to the server.
   */
  readonly userVerification?: boolean;
  /** Whether its keys can be synced to other devices (the flag BE). Default false. */
  readonly backupEligible?: boolean;
  /** Whether they are (the flag BS). Default false. */
  readonly backedUp?: boolean;
  /** The signature counter at the registration; each further signature has one more. Default 0, which stays 0. */
  readonly counter?: number;
  /** Default `["internal"]`, for a `cross-platform` one `["usb"]`. */
  readonly transports?: readonly string[];
  /** The model, as a UUID. Default all zeros: not told. */
  readonly aaguid?: string;
  /** Built in, or a key to plug in. Default `platform`. */
  readonly attachment?: "platform" | "cross-platform";
  /**
   * With true, attestation comes with a certificate of the maker, issued by `attestationRoot`; default false: signed with
   * the new key itself (WebAuthn §6.5.3).
   */
  readonly attestationCertificate?: boolean;
}

/** The same, with the defaults. */
export type ResolvedOptions = Required<AuthenticatorOptions>;

export function resolveOptions(options: AuthenticatorOptions): ResolvedOptions {
  return {
    algorithm: "ES256",
    userVerification: true,
    backupEligible: false,
    backedUp: false,
    counter: 0,
    transports: options.attachment === "cross-platform" ? ["usb"] : ["internal"],
    aaguid: "00000000-0000-0000-0000-000000000000",
    attachment: "platform",
    attestationCertificate: false,
    ...options,
  };
}

/** In bytes. */
export function aaguidOf({ aaguid }: ResolvedOptions): Uint8Array {
  return new Uint8Array(Buffer.from(aaguid.replaceAll("-", ""), "hex"));
}
