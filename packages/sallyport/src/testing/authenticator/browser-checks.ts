import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { HeldCredential } from "./credential.ts";
import { COSE_ALG } from "./key-pair.ts";
import type { ResolvedOptions } from "./options.ts";

/** What a browser and its authenticator refuse to do, by the names of the standard. */
export function checkRegistration(
  { origin, algorithm }: ResolvedOptions,
  held: readonly HeldCredential[],
  options: PublicKeyCredentialCreationOptionsJSON,
): void {
  const { pubKeyCredParams, excludeCredentials = [] } = options;
  const rpId = rpIdOf(origin, options.rp.id);
  requireOwnSite(origin, rpId);
  if (!pubKeyCredParams.some(({ type, alg }) => (type as string) === "public-key" && alg === COSE_ALG[algorithm]))
    throw new DOMException(`pubKeyCredParams doesn't ask for ${algorithm}`, "NotSupportedError");
  if (excludeCredentials.some(({ id }) => held.some((one) => one.id === id && one.rpId === rpId)))
    throw new DOMException("one of excludeCredentials is here", "InvalidStateError");
}

/** The key that a user would take: the newest of those that the server allows, else the newest passkey for the site. */
export function chooseCredential(
  held: readonly HeldCredential[],
  given: {
    readonly origin: string;
    readonly options: PublicKeyCredentialRequestOptionsJSON;
    readonly unchecked: boolean;
  },
): HeldCredential {
  const { origin, options, unchecked } = given;
  const { allowCredentials = [] } = options;
  const rpId = rpIdOf(origin, options.rpId);
  if (!unchecked) requireOwnSite(origin, rpId);
  const fits = (one: HeldCredential): boolean =>
    one.rpId === rpId &&
    (allowCredentials.length === 0 ? one.discoverable : allowCredentials.some(({ id }) => id === one.id));
  const chosen = held.findLast(fits) ?? (unchecked ? held.at(-1) : undefined);
  if (chosen) return chosen;
  throw new DOMException(`there is no credential here for ${rpId} that is allowed`, "NotAllowedError");
}

/** Left out, it is the host of the page. */
export function rpIdOf(origin: string, rpId: string | undefined): string {
  return rpId ?? new URL(origin).hostname;
}

/** The host itself or a domain around it (WebAuthn §5.1.3, step 8). */
function requireOwnSite(origin: string, rpId: string): void {
  const { hostname } = new URL(origin);
  if (hostname === rpId || hostname.endsWith(`.${rpId}`)) return;
  throw new DOMException(`the RP ID ${rpId} is not one for ${origin}`, "SecurityError");
}
