import type { MethodType, MustEnroll, ProofSource } from "@sallyport/core";
import type { Request } from "express";
import type { JWTPayload } from "jose";
import { stateOf } from "./request-state.ts";
import type { SignInResult } from "./sallyport.ts";

/** The claims of an access token that `bearer` gets everything from. Dates in seconds since 1970 (RFC 7519 §2). */
export interface TokenClaims extends JWTPayload {
  readonly sub: string;
  /** The public handle of the session: with it, the token dies when the session does. */
  readonly sid?: string;
  readonly amr: readonly string[];
  readonly acr: string;
  /** When something was last shown (OpenID Connect Core §2). */
  readonly auth_time: number;
  readonly proofs: readonly { readonly by: ProofSource; readonly at: number; readonly via?: MethodType }[];
  /** Nothing but enrolling is open to this session. */
  readonly must_enroll?: MustEnroll;
}

/**
 * What `onSignedIn` puts into an access token, beside `iss`, `aud`, `iat` and `exp`.
 *
 * @example
 * ```ts
 * import { SignJWT, type CryptoKey } from "jose";
 * import { tokenClaims, type OnSignedIn } from "sallyport";
 *
 * export function issueTokens(privateKey: CryptoKey): OnSignedIn {
 *   return async (req, _user, result) => ({
 *     accessToken: await new SignJWT(tokenClaims(req, result))
 *       .setProtectedHeader({ alg: "ES256", typ: "at+jwt" })
 *       .setIssuer("https://bank.example")
 *       .setAudience("https://bank.example/api")
 *       .setIssuedAt()
 *       .setExpirationTime("10 minutes")
 *       .sign(privateKey),
 *   });
 * }
 * ```
 */
export function tokenClaims(req: Request, result: SignInResult): TokenClaims {
  const { arriving, user } = stateOf(req, "tokenClaims");
  const { proofs, amr, acr, sessionId, mustEnroll } = result;
  const shown = proofs.filter(({ by }) => by !== "trusted_device").map(({ at }) => secondsOf(at));
  return {
    sub: (arriving ?? user)?.id ?? "",
    ...(sessionId === undefined ? {} : { sid: sessionId }),
    ...{ amr, acr, auth_time: Math.max(0, ...shown) },
    proofs: proofs.map(({ by, at, via }) => ({ by, at: secondsOf(at), ...(via === undefined ? {} : { via }) })),
    ...(mustEnroll === undefined ? {} : { must_enroll: mustEnroll }),
  };
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
