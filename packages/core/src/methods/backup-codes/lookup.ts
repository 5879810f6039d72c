import type { KeyRing } from "../../secrets/key-ring.ts";
import { normaliseBackupCode } from "./code.ts";

/** So few bits that a stolen table tells next to nothing about a code, and enough to single out one of ten. */
const VALUES = 256;

/**
 * Where to look for a code: eight keyed bits of it, as a number from 0 to 255, per key of the ring, in the order of
 * `keyIds` (newest first). New codes are stored with the first; after a rotation older ones are found with the others.
 * A row found with the n-th value is a candidate only if `parseStoredHash(row.hash)` names the n-th key; a generation has
 * one key, so at most one row is, and one guess costs one hash. Any spelling of the code will do.
 */
export function backupCodeLookup(keyRing: KeyRing, { userId, code }: { userId: string; code: string }): LookupValues {
  const value = JSON.stringify([userId, normaliseBackupCode(code) ?? code]);
  const [newest, ...older] = keyRing.macs("backup-code-lookup", value).map(toLookup);
  return [newest ?? 0, ...older];
}

/** One per key, newest first. */
export type LookupValues = readonly [number, ...number[]];

function toLookup(mac: string): number {
  return (Buffer.from(mac, "base64url")[0] ?? 0) % VALUES;
}
