import type { Parts } from "../../parts.ts";
import type { CredentialUse } from "../../stores/credential-store.ts";
import { fromBase64url } from "./base64url.ts";
import type { OpenCeremony } from "./ceremony.ts";
import type { Key } from "./credential.ts";
import type { ParsedAssertion } from "./parse-assertion.ts";
import { isFramed, logRefusal } from "./refusal.ts";

/** A signature that somebody offers, and the key that it should be of. */
export interface Signature {
  readonly assertion: ParsedAssertion;
  readonly challenge: OpenCeremony["challenge"];
  readonly key: Key;
  /** The handle of the key's user; null where they have none. */
  readonly userHandle: string | null;
  readonly requireUserVerification: boolean;
}

/** A right signature, still to be recorded, or why it is none. */
export type SignatureVerdict =
  { readonly use: CredentialUse; readonly reason?: undefined } | { readonly reason: string };

/** Is this the key's answer to this challenge (WebAuthn §7.2)? What the library leaves to us is done here. */
export async function verifySignature(parts: Parts, signature: Signature): Promise<SignatureVerdict> {
  const { assertion, challenge, key, userHandle, requireUserVerification } = signature;
  const { rpId, origins } = parts.settings.webauthn;
  if (isFramed(assertion.clientData)) return { reason: "cross_origin" };
  if (assertion.userHandle !== undefined && assertion.userHandle !== userHandle) return { reason: "other_user" };
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const verified = await verifyAuthenticationResponse({
    response: assertion.response,
    expectedChallenge: challenge,
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    requireUserVerification,
    // The counter is the store's to judge, in the statement that writes it: here two of the same would both be right.
    credential: { id: key.credentialId, publicKey: fromBase64url(key.publicKey), counter: 0 },
  }).catch((error: unknown) => {
    logRefusal(parts, error);
    return undefined;
  });
  if (verified?.verified !== true) return { reason: "not_verified" };

  const { newCounter, credentialDeviceType, credentialBackedUp } = verified.authenticationInfo;
  if ((credentialDeviceType === "multiDevice") !== key.backupEligible) return { reason: "backup_eligibility_changed" };
  const { id: methodId, userId } = key.method;
  const mayFall = key.backupEligible;
  return { use: { methodId, userId, signCount: newCounter, backedUp: credentialBackedUp, mayFall } };
}
