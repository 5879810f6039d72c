import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { refuseProduction } from "@sallyport/express/testing";
import { createMaker, type Maker } from "./attester.ts";
import { useCredential } from "./authenticate.ts";
import { checkRegistration, chooseCredential } from "./browser-checks.ts";
import type { AuthenticatorCredential, HeldCredential } from "./credential.ts";
import { aaguidOf, resolveOptions, type AuthenticatorOptions } from "./options.ts";
import { createCredential } from "./register.ts";
import type { AuthenticationSpoil, RegistrationSpoil } from "./spoil.ts";

/** A security key or a device with passkeys, and the browser around it. */
export interface Authenticator {
  /**
   * What `navigator.credentials.create()` does, from the server's options to the JSON that goes back to it.
   *
   * @throws `DOMException` as a browser: `InvalidStateError` where a credential of `excludeCredentials` is here,
   * `NotSupportedError` where `pubKeyCredParams` doesn't ask for its algorithm, `SecurityError` for another site's RP ID.
   */
  register(options: PublicKeyCredentialCreationOptionsJSON, spoil?: RegistrationSpoil): RegistrationResponseJSON;
  /**
   * What `navigator.credentials.get()` does. Takes the newest credential that is allowed; where the server names none, the
   * newest discoverable one.
   *
   * @throws `DOMException` as a browser: `NotAllowedError` where there is none, `SecurityError` for another site's RP ID.
   */
  authenticate(options: PublicKeyCredentialRequestOptionsJSON, spoil?: AuthenticationSpoil): AuthenticationResponseJSON;
  /** What it holds, oldest first. */
  readonly credentials: readonly AuthenticatorCredential[];
  /** With `attestationCertificate`: the certificate, in PEM, that those of its attestations are issued by. */
  readonly attestationRoot: string | undefined;
  /** The next signature of each credential has this counter: an old one is what a copied key would show. */
  counter(next: number): void;
  /**
   * Another authenticator with the same keys, which counts for itself from here on. `changes` are about the copy: another
   * origin, no user verification.
   */
  clone(changes?: Partial<AuthenticatorOptions>): Authenticator;
}

/**
 * A WebAuthn authenticator in software: what a test sends to the passkey routes in the place of a browser. Everything that
 * it sends can be spoiled, before and after it is signed.
 *
 * @throws `Error` where `NODE_ENV` is `production`.
 *
 * @example
 * ```ts
 * import { authenticator } from "sallyport/testing";
 *
 * const key = authenticator({ origin: "https://bank.example" });
 * const response = key.register({
 *   rp: { id: "bank.example", name: "Acme Bank" },
 *   user: { id: "dXNlci0x", name: "ada@example.com", displayName: "Ada" },
 *   challenge: "c29tZXRoaW5nIHJhbmRvbQ",
 *   pubKeyCredParams: [{ type: "public-key", alg: -7 }],
 * });
 * const tampered = key.authenticate(
 *   { challenge: "c29tZXRoaW5nIG5ldw", allowCredentials: [{ id: response.id, type: "public-key" }] },
 *   { clientData: (fields) => ({ ...fields, origin: "https://evil.example" }) },
 * );
 * ```
 */
export function authenticator(options: AuthenticatorOptions): Authenticator {
  refuseProduction("authenticator()");
  return open(options, { held: [], maker: undefined });
}

interface Hardware {
  readonly held: HeldCredential[];
  readonly maker: Maker | undefined;
}

function open(options: AuthenticatorOptions, hardware: Hardware): Authenticator {
  const settings = resolveOptions(options);
  const { held } = hardware;
  const maker = settings.attestationCertificate ? (hardware.maker ?? createMaker(aaguidOf(settings))) : undefined;
  return {
    attestationRoot: maker?.root,
    register: (creation, spoil = {}) => {
      if (!spoil.unchecked) checkRegistration(settings, held, creation);
      const { credential, response } = createCredential({
        settings,
        options: creation,
        spoil,
        attester: maker?.attester,
      });
      held.push(credential);
      return response;
    },
    authenticate: (request, spoil = {}) => {
      const { origin } = settings;
      const credential = chooseCredential(held, { origin, options: request, unchecked: spoil.unchecked ?? false });
      return useCredential({ settings, credential, options: request, spoil });
    },
    get credentials() {
      return held.map(({ id, userHandle, rpId, discoverable, counter }) => ({
        ...{ id, userHandle, rpId, discoverable, counter },
      }));
    },
    counter: (next) => {
      for (const credential of held) credential.nextCounter = next;
    },
    clone: (changes = {}) =>
      open({ ...options, ...changes }, { held: held.map((credential) => ({ ...credential })), maker }),
  };
}
