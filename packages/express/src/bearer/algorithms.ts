import type { KeyObject } from "node:crypto";
import type { CryptoKey } from "jose";

/** What an option can't be, and what to write instead. */
export interface Unusable {
  readonly reason: string;
  readonly remedy: string;
}

/** Signatures by a key pair (RFC 7518 §3.1, RFC 8037). Whoever can check one can't make one. */
export const ASYMMETRIC: readonly string[] = [
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
  ...["PS256", "PS384", "PS512", "RS256", "RS384", "RS512"],
];

const BY_CURVE: Readonly<Record<string, readonly string[]>> = {
  ...{ prime256v1: ["ES256"], secp384r1: ["ES384"], secp521r1: ["ES512"] },
  ...{ "P-256": ["ES256"], "P-384": ["ES384"], "P-521": ["ES512"] },
};
const RSA = { pkcs1: ["RS256", "RS384", "RS512"], pss: ["PS256", "PS384", "PS512"] } as const;
const EDWARDS = ["EdDSA", "Ed25519"];

/** RFC 7518 §3.2: a secret is as long as the hash, or longer. */
export function algorithmsOfSecret(bytes: number): readonly string[] {
  return [256, 384, 512].filter((bits) => bytes * 8 >= bits).map((bits) => `HS${String(bits)}`);
}

/** Which signatures this public key can check; none for a key that is for something else, or too short. */
export function algorithmsOfKeyObject({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly string[] {
  const { namedCurve = "", modulusLength = 0 } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === "ec") return BY_CURVE[namedCurve] ?? [];
  if (asymmetricKeyType === "ed25519") return EDWARDS;
  if (modulusLength < 2048) return [];
  if (asymmetricKeyType === "rsa") return [...RSA.pss, ...RSA.pkcs1];
  return asymmetricKeyType === "rsa-pss" ? RSA.pss : [];
}

/** A CryptoKey is bound to one algorithm when it is made. */
export function algorithmsOfCryptoKey({ algorithm, usages }: CryptoKey): readonly string[] {
  const { name, namedCurve, hash, modulusLength, length } = algorithm as CryptoKeyAlgorithm;
  const bits = hash?.name.slice("SHA-".length) ?? "";
  if (!usages.includes("verify")) return [];
  if (name === "ECDSA") return BY_CURVE[namedCurve ?? ""] ?? [];
  if (name === "Ed25519") return EDWARDS;
  if (name === "HMAC") return algorithmsOfSecret((length ?? 0) / 8).filter((each) => each === `HS${bits}`);
  if ((modulusLength ?? 0) < 2048) return [];
  if (name === "RSASSA-PKCS1-v1_5") return RSA.pkcs1.filter((each) => each === `RS${bits}`);
  return name === "RSA-PSS" ? RSA.pss.filter((each) => each === `PS${bits}`) : [];
}

interface CryptoKeyAlgorithm {
  readonly name: string;
  readonly namedCurve?: string;
  readonly hash?: { readonly name: string };
  readonly modulusLength?: number;
  readonly length?: number;
}

/** The allow-list: what was named, as long as the keys can be used so and for nothing else (RFC 8725 §3.1, §3.2). */
export function allowedAlgorithms(
  named: readonly string[] | undefined,
  { algorithms }: { readonly algorithms: readonly string[] },
): readonly string[] | Unusable {
  const refused = named?.find((name) => !algorithms.includes(name));
  if (refused === undefined) return named ?? algorithms;
  return {
    reason: `these keys can't be used with ${JSON.stringify(refused.slice(0, 20))}`,
    remedy: `Name some of ${algorithms.join(", ")}, or leave it out`,
  };
}
