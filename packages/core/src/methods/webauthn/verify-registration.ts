import type { Parts } from "../../parts.ts";
import type { WebauthnUsage } from "../../options/webauthn-options.ts";
import type { Credential } from "../../stores/method-store.ts";
import { judgeAttestation } from "./attestation.ts";
import { toBase64url } from "./base64url.ts";
import type { OpenCeremony } from "./ceremony.ts";
import type { KeySettings } from "./credential.ts";
import type { ParsedRegistration } from "./parse-registration.ts";
import { isFramed, logRefusal } from "./refusal.ts";

/** COSE: ES256, EdDSA, RS256, in the order of our liking (RFC 9053 §2). */
export const ALGORITHMS: readonly number[] = [-7, -8, -257];

/** A key that may be added, or why not. */
export type RegistrationVerdict =
  | { readonly credential: Credential; readonly settings: KeySettings; readonly reason?: undefined }
  | { readonly reason: string };

/** Is a key that is to be added bound to its type (WebAuthn §7.1)? What the library leaves to us is done here. */
export async function verifyRegistration(
  parts: Parts,
  parsed: ParsedRegistration,
  { challenge, usage }: Pick<OpenCeremony, "challenge"> & { readonly usage: WebauthnUsage },
): Promise<RegistrationVerdict> {
  const { rpId, origins, userVerification } = parts.settings.webauthn;
  if (isFramed(parsed.clientData)) return { reason: "cross_origin" };
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const verified = await verifyRegistrationResponse({
    response: parsed.response,
    expectedChallenge: challenge,
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    requireUserPresence: true,
    requireUserVerification: usage === "passkey" || userVerification === "required",
    supportedAlgorithmIDs: [...ALGORITHMS],
  }).catch((error: unknown) => {
    logRefusal(parts, error);
    return { verified: false } as const;
  });
  if (!verified.verified) return { reason: "not_verified" };

  const { credential, aaguid, fmt, userVerified, credentialDeviceType, credentialBackedUp } = verified.registrationInfo;
  const refusal = await judgeAttestation(parts, { aaguid, attestation: parsed.attestation });
  if (refusal !== undefined) return { reason: refusal };
  return {
    credential: { id: credential.id, signCount: credential.counter },
    settings: {
      ...{ publicKey: toBase64url(credential.publicKey), rpId, usage, transports: [...parsed.transports] },
      ...{ aaguid, attestation: fmt, userVerified, backedUp: credentialBackedUp },
      backupEligible: credentialDeviceType === "multiDevice",
    },
  };
}
