import { MfaError } from "@sallyport/core";
import { errors, jwtVerify, type JWTPayload } from "jose";
import type { CheckedOptions } from "./check-options.ts";
import type { Refusal } from "./refusal.ts";

/** What a token says whose signature, issuer, audience and times hold. */
export interface VerifiedClaims extends JWTPayload {
  readonly sub: string;
}

/** `JWT`, or the type of access tokens (RFC 9068 §2.1); never that of a logout token, a proof of possession and the like. */
const TYPES: readonly unknown[] = ["jwt", "at+jwt", "application/at+jwt"];

/** Throws `ERR-UNAVAILABLE` where the keys can't be read; whatever else fails says something of the token. */
export async function verifyToken(
  token: string,
  { options, now }: { readonly options: CheckedOptions; readonly now: Date },
): Promise<{ readonly claims: VerifiedClaims } | Refusal> {
  const { issuer, audience, algorithms, find, clockToleranceSeconds } = options;
  try {
    const { payload, protectedHeader } = await jwtVerify(token, find, {
      ...{ issuer, audience: [...audience], algorithms: [...algorithms], clockTolerance: clockToleranceSeconds },
      requiredClaims: ["exp"],
      currentDate: now,
    });
    const { sub } = payload;
    if (!TYPES.includes(protectedHeader.typ?.toLowerCase())) return { refused: "The typ is not accepted" };
    return typeof sub === "string" && sub !== ""
      ? { claims: { ...payload, sub } }
      : { refused: "The sub is not accepted" };
  } catch (error) {
    if (error instanceof MfaError) throw error;
    return { refused: describe(error) };
  }
}

/** In words for whoever builds the client (RFC 6750 §3); they know the token, so it tells them nothing else. */
function describe(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "The token has expired";
  if (error instanceof errors.JWTClaimValidationFailed) return `The ${error.claim} is not accepted`;
  if (error instanceof errors.JOSEAlgNotAllowed) return "The alg is not accepted";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "The signature is not accepted";
  return "The token is not accepted";
}
