import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import type { WebauthnOptions } from "../../options/webauthn-options.ts";
import type { Parts } from "../../parts.ts";
import { fromBase64url } from "./base64url.ts";
import type { OpenCeremony } from "./ceremony.ts";
import { descriptorOf, type Key } from "./credential.ts";

/** What the browser needs to ask for a signature: for `navigator.credentials.get()`. */
export async function requestOptions(
  parts: Parts,
  given: {
    readonly open: OpenCeremony;
    /** Those that will do; whichever the browser finds (discoverable keys) where left out. */
    readonly keys?: readonly Key[];
    readonly userVerification: NonNullable<WebauthnOptions["userVerification"]>;
  },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { open, keys, userVerification } = given;
  const { clock, webauthn } = parts.settings;
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  return generateAuthenticationOptions({
    rpID: webauthn.rpId,
    challenge: fromBase64url(open.challenge),
    timeout: open.expiresAt.getTime() - clock.now().getTime(),
    userVerification,
    ...(keys ? { allowCredentials: keys.map(descriptorOf) } : {}),
  });
}
