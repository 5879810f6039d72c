import type { CryptoKey, JSONWebKeySet } from "jose";
import type { KeyObject } from "node:crypto";

/**
 * What signatures are checked with: the address of a JWK Set (https, or http on this machine), a JWK Set, a public key, or a
 * shared secret of 32 random bytes and more.
 */
export type BearerKeys = string | URL | JSONWebKeySet | KeyObject | CryptoKey | Uint8Array;

/** Which access tokens are believed. */
export interface BearerOptions {
  /** The `iss` that they must have, to the letter. */
  readonly issuer: string;
  /** The `aud` that they must have: this API. One of several, where it has several names. */
  readonly audience: string | readonly string[];
  readonly keys: BearerKeys;
  /** The only values of `alg` that are accepted. Default: what `keys` can be used with; never `none`. */
  readonly algorithms?: readonly string[];
  /** How far the clock of the issuer may differ, for `exp` and `nbf`. Default 0, at most 300. */
  readonly clockToleranceSeconds?: number;
  /** Refuses tokens without a `sid`: all that are accepted can then be revoked at once. Default false. */
  readonly requireSession?: boolean;
}
