import { exportJWK, generateKeyPair, SignJWT, type JSONWebKeySet, type JWTPayload } from "jose";

/** As long as a session at the most. That ends earlier when nobody uses it, and at once when it is revoked; its tokens with it. */
const SECONDS = 86_400;

/** Issues access tokens, and says what they are checked with. */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  /** The public keys: for this API, and for whoever else takes its tokens. */
  readonly jwks: JSONWebKeySet;
  issue(claims: JWTPayload): Promise<{ accessToken: string; tokenType: "Bearer"; expiresInSeconds: number }>;
}

/** A key pair that lives as long as the process. Yours comes from a vault, and its `kid` changes with it. */
export async function createIssuer(origin: string): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const audience = `${origin}/api`;
  const kid = "1";
  return {
    issuer: origin,
    audience,
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" }] },
    issue: async (claims) => {
      const accessToken = await new SignJWT(claims)
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
        .setIssuer(origin)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${SECONDS} seconds`)
        .sign(privateKey);
      return { accessToken, tokenType: "Bearer", expiresInSeconds: SECONDS };
    },
  };
}
