import { isUsableCost, type ScryptCost } from "../../secrets/scrypt-cost.ts";

/** The bytes of a salt (ASVS 11.4.2 asks for 4 or more) and of a hash. */
export const SALT_BYTES = 16;
export const HASH_BYTES = 32;

/** What a row keeps of a backup code: nothing that could be typed. */
export interface StoredHash {
  /** The key of the pepper. */
  readonly keyId: string;
  readonly cost: ScryptCost;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const FORMAT = /^scrypt\$v1\$([\w-]+)\$(\d{1,9})\$(\d{1,4})\$(\d{1,4})\$([\w-]{22})\$([\w-]{43})$/;

/** Writes `scrypt$v1$<keyId>$<N>$<r>$<p>$<salt>$<hash>`. */
export function formatStoredHash({ keyId, cost, salt, hash }: StoredHash): string {
  return ["scrypt", "v1", keyId, cost.N, cost.r, cost.p, encode(salt), encode(hash)].join("$");
}

/** Reads it; undefined for anything else, and for a cost that scrypt must not be run with. */
export function parseStoredHash(text: string): StoredHash | undefined {
  const [, keyId, N, r, p, salt, hash] = FORMAT.exec(text) ?? [];
  if (keyId === undefined || salt === undefined || hash === undefined) return undefined;
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  return isUsableCost(cost) ? { keyId, cost, salt: decode(salt), hash: decode(hash) } : undefined;
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

function decode(text: string): Uint8Array {
  return Buffer.from(text, "base64url");
}
