import {
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  type WebAuthnCredential,
} from "@simplewebauthn/server";
import { randomBytes } from "node:crypto";

export const ORIGIN = "https://bank.example";
const RP_ID = "bank.example";

/** What a server asks of a new credential. */
export function creation(
  more: Partial<PublicKeyCredentialCreationOptionsJSON> = {},
): PublicKeyCredentialCreationOptionsJSON {
  return {
    rp: { id: RP_ID, name: "Acme Bank" },
    user: { id: Buffer.from("user-1").toString("base64url"), name: "ada@example.com", displayName: "Ada" },
    challenge: randomBytes(32).toString("base64url"),
    pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: { residentKey: "required" },
    ...more,
  };
}

/** What a server asks for at a sign-in. */
export function asking(
  more: Partial<PublicKeyCredentialRequestOptionsJSON> = {},
): PublicKeyCredentialRequestOptionsJSON {
  return { rpId: RP_ID, challenge: randomBytes(32).toString("base64url"), ...more };
}

/** What SimpleWebAuthn, which knows nothing of our code, makes of an answer: the credential, or why not. */
export async function enrolled(
  options: PublicKeyCredentialCreationOptionsJSON,
  response: RegistrationResponseJSON,
): Promise<WebAuthnCredential> {
  const result = await verifyRegistrationResponse({
    response,
    ...{ expectedChallenge: options.challenge, expectedOrigin: ORIGIN, expectedRPID: RP_ID },
  });
  if (!result.verified) throw new Error("not verified");
  return result.registrationInfo.credential;
}

/** The same of a sign-in: the counter. */
export async function passed(
  given: { readonly options: PublicKeyCredentialRequestOptionsJSON; readonly credential: WebAuthnCredential },
  response: AuthenticationResponseJSON,
): Promise<number> {
  const { options, credential } = given;
  const result = await verifyAuthenticationResponse({
    response,
    credential,
    ...{ expectedChallenge: options.challenge, expectedOrigin: ORIGIN, expectedRPID: RP_ID },
  });
  if (!result.verified) throw new Error("not verified");
  return result.authenticationInfo.newCounter;
}

/** What a promise was refused with, in one line. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "accepted",
    (error: unknown) => String(error),
  );
}
