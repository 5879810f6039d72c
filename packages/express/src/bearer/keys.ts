import { MfaError } from "@sallyport/core";
import { createLocalJWKSet, createRemoteJWKSet, errors, type CryptoKey, type JWTVerifyGetKey } from "jose";
import type { KeyObject } from "node:crypto";
import { types } from "node:util";
import {
  algorithmsOfCryptoKey,
  algorithmsOfKeyObject,
  algorithmsOfSecret,
  ASYMMETRIC,
  type Unusable,
} from "./algorithms.ts";
import { secretProblem } from "./secret-problem.ts";

/** Finds the key of a token, and what it may be used with. */
export interface ResolvedKeys {
  readonly find: JWTVerifyGetKey;
  readonly algorithms: readonly string[];
}

/** With the rest of a request, the answer is there within a second. */
const TIMEOUT_MS = 700;

const KEYS =
  "Give the https address of a JWK Set, a JWK Set, a public key (createPublicKey(pem)), or a secret of 32 random bytes";

/** Settles what kind of key it is, once and at start: no token has a say in that. */
export function resolveKeys(keys: unknown): ResolvedKeys | Unusable {
  if (typeof keys === "string" || keys instanceof URL) return remoteSet(String(keys));
  if (types.isKeyObject(keys))
    return keys.type === "secret" ? secret(keys.export()) : usable(keys, algorithmsOfKeyObject(keys));
  if (types.isCryptoKey(keys)) return usable(keys, algorithmsOfCryptoKey(keys));
  if (keys instanceof Uint8Array) return secret(keys);
  if (typeof keys === "object" && keys !== null && "keys" in keys) return localSet(keys);
  return { reason: keys === undefined ? "it is missing" : "the value is not accepted", remedy: KEYS };
}

function remoteSet(text: string): ResolvedKeys | Unusable {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return { reason: "the text is no address", remedy: KEYS };
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isThisMachine(url.hostname)))
    return { reason: "anybody on the way could put keys of their own there", remedy: "Write an https address" };
  const remote = createRemoteJWKSet(url, { timeoutDuration: TIMEOUT_MS });
  return { find: (header, token) => remote(header, token).catch(unlessForeign), algorithms: ASYMMETRIC };
}

function isThisMachine(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** That a set has no key for a token says something of the token; everything else is an outage, which lets nobody in. */
function unlessForeign(cause: unknown): never {
  const isForeign =
    cause instanceof errors.JWKSNoMatchingKey ||
    cause instanceof errors.JWKSMultipleMatchingKeys ||
    cause instanceof errors.JOSENotSupported;
  throw isForeign ? cause : new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause });
}

function localSet(given: { readonly keys: unknown }): ResolvedKeys | Unusable {
  const { keys } = given;
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isJwk))
    return { reason: "this is no JWK Set, or an empty one", remedy: 'Write { keys: [{ kty: "EC", … }] }' };
  if (keys.some((key) => key.kty === "oct" || "d" in key || "k" in key || "priv" in key))
    return { reason: "it holds a secret or a private key", remedy: "Put public keys into a JWK Set, and nothing else" };
  return { find: createLocalJWKSet({ keys }), algorithms: ASYMMETRIC };
}

function isJwk(value: unknown): value is { readonly kty: string } {
  return typeof value === "object" && value !== null && "kty" in value && typeof value.kty === "string";
}

function secret(given: Uint8Array): ResolvedKeys | Unusable {
  // A copy: nobody can overwrite it later.
  const bytes = new Uint8Array(given);
  return secretProblem(bytes) ?? { find: () => bytes, algorithms: algorithmsOfSecret(bytes.length) };
}

const PRIVATE: Unusable = {
  reason: "it is a private key, which an API has no use for",
  remedy: "Give the public key: createPublicKey(privateKey)",
};

function usable(key: KeyObject | CryptoKey, algorithms: readonly string[]): ResolvedKeys | Unusable {
  if (key.type === "private") return PRIVATE;
  if (algorithms.length > 0) return { find: () => key, algorithms };
  return { reason: "this key can check no signature, or is too short", remedy: KEYS };
}
