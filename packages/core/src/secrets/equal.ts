import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Compares two secrets in a time that does not depend on where they differ, nor on their lengths: the digests that are
 * compared are always equally long.
 */
export function secretsEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(value: string | Uint8Array): Uint8Array {
  return createHash("sha256").update(value).digest();
}
