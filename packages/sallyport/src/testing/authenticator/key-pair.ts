import type { CBORType } from "@levischuck/tiny-cbor";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { AuthenticatorAlgorithm } from "./options.ts";

/** A public key as authenticators send it (RFC 9053): integer labels to integers and bytes. */
export type CoseKey = Map<string | number, CBORType>;

/** The key of one credential. */
export interface KeyPair {
  /** Its number among COSE's algorithms. */
  readonly alg: number;
  readonly publicKey: KeyObject;
  /** A new map at each call. */
  cose(): CoseKey;
  sign(data: Uint8Array): Uint8Array;
}

/** The numbers of IANA's registry "COSE Algorithms". */
export const COSE_ALG: Readonly<Record<AuthenticatorAlgorithm, number>> = { ES256: -7, EdDSA: -8, RS256: -257 };

const RSA_BITS = 2048;

export function createKeyPair(algorithm: AuthenticatorAlgorithm): KeyPair {
  const { publicKey, privateKey } = generate(algorithm);
  const alg = COSE_ALG[algorithm];
  // Ed25519 hashes by itself.
  const digest = algorithm === "EdDSA" ? null : "sha256";
  return {
    alg,
    publicKey,
    cose: () => new Map([...label(publicKey, alg)]),
    sign: (data) => sign(digest, data, privateKey),
  };
}

function generate(algorithm: AuthenticatorAlgorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  switch (algorithm) {
    case "ES256":
      return generateKeyPairSync("ec", { namedCurve: "P-256" });
    case "EdDSA":
      return generateKeyPairSync("ed25519");
    case "RS256":
      return generateKeyPairSync("rsa", { modulusLength: RSA_BITS });
  }
}

const KTY = 1;
const ALG = 3;

function label(publicKey: KeyObject, alg: number): readonly (readonly [number, CBORType])[] {
  const { kty, x, y, n, e } = publicKey.export({ format: "jwk" });
  // What each label below zero means depends on the kind of key (RFC 9053 §7.1, RFC 8230 §4).
  if (kty === "EC") return [...head(2, alg), [-1, 1], [-2, bytes(x)], [-3, bytes(y)]];
  if (kty === "OKP") return [...head(1, alg), [-1, 6], [-2, bytes(x)]];
  return [...head(3, alg), [-1, bytes(n)], [-2, bytes(e)]];
}

function head(kty: number, alg: number): readonly (readonly [number, CBORType])[] {
  return [
    [KTY, kty],
    [ALG, alg],
  ];
}

function bytes(base64url = ""): Uint8Array {
  return new Uint8Array(Buffer.from(base64url, "base64url"));
}
