import { isIP } from "node:net";
import type { MfaOptions } from "./mfa-options.ts";
import type { WebauthnOptions } from "./webauthn-options.ts";

/** Passkeys with every default in its place. */
export type WebauthnSettings = Required<
  Omit<WebauthnOptions, "allowedAuthenticators" | "verifyAuthenticator" | "nameOf">
> &
  Pick<WebauthnOptions, "allowedAuthenticators" | "verifyAuthenticator" | "nameOf">;

type Ground = Pick<MfaOptions, "origin" | "webauthn">;

export function resolveWebauthn({ origin, webauthn }: Ground): WebauthnSettings {
  return {
    rpId: hostOf([origin].flat()[0] ?? ""),
    origins: [origin].flat(),
    usage: "passkey",
    userVerification: "preferred",
    attestation: "none",
    maxPerUser: 10,
    ceremonySeconds: 300,
    ...webauthn,
  };
}

/** Keys are bound to a domain: where the app has an address only, there can be none (WebAuthn §5.1.3, effective domain). */
export function canHaveKeys(ground: Ground): boolean {
  return isDomain(resolveWebauthn(ground).rpId);
}

export function isDomain(host: string): boolean {
  return host !== "" && isIP(host.replace(/^\[|\]$/g, "")) === 0;
}

export function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : "";
}
