import { scrypt } from "node:crypto";
import type { RandomSource } from "../../clock.ts";
import { createBoundedQueue } from "../../secrets/bounded-queue.ts";
import { secretsEqual } from "../../secrets/equal.ts";
import type { KeyRing } from "../../secrets/key-ring.ts";
import { normaliseBackupCode } from "./code.ts";
import { memoryFor, requireUsableCost, type ScryptCost } from "../../secrets/scrypt-cost.ts";
import { formatStoredHash, HASH_BYTES, parseStoredHash, SALT_BYTES, type StoredHash } from "./stored-hash.ts";

/** Hashes and checks backup codes, in any spelling. Rejects with `ERR-UNAVAILABLE` when too many wait already. */
export interface BackupCodeHasher {
  /** `scrypt$v1$<keyId>$<N>$<r>$<p>$<salt>$<hash>`, under the newest key. */
  hash(userId: string, code: string): Promise<string>;
  /**
   * Always exactly one hash: with nothing stored, an unreadable hash or one under a key that is gone, a decoy of the same
   * cost is computed, so that the time does not tell it from a wrong code.
   */
  verify(userId: string, code: string, stored: string | undefined): Promise<boolean>;
}

/**
 * scrypt with a salt per code over the peppered code (ASVS 6.5.2): a stolen table is worth nothing without the key, and
 * a hash copied into another user's row matches nothing.
 *
 * Two at a time by default, because scrypt runs on libuv's four threads, which DNS and files need as well.
 * Throws `SallyportConfigError` for a cost that scrypt cannot run with.
 */
export function createBackupCodeHasher(options: {
  readonly keyRing: KeyRing;
  /** Default of the suite: `{ N: 32768, r: 8, p: 3 }` (ASVS App. C). Lower in tests only. */
  readonly cost: ScryptCost;
  readonly random: RandomSource;
  readonly concurrency?: number;
  readonly maxQueued?: number;
}): BackupCodeHasher {
  const { keyRing, cost, random, concurrency = 2, maxQueued = 64 } = options;
  requireUsableCost(cost);
  const queue = createBoundedQueue({ concurrency, maxQueued });
  const decoy: StoredHash = {
    keyId: keyRing.currentKeyId,
    cost,
    salt: new Uint8Array(SALT_BYTES),
    hash: new Uint8Array(HASH_BYTES),
  };

  const pepper = (guess: { userId: string; code: string; keyId: string }): string | undefined => {
    const value = JSON.stringify([guess.userId, normaliseBackupCode(guess.code) ?? guess.code]);
    return keyRing.macs("backup-code-pepper", value)[keyRing.keyIds.indexOf(guess.keyId)];
  };

  return {
    hash: async (userId, code) => {
      const salt = random(SALT_BYTES);
      const keyId = keyRing.currentKeyId;
      const peppered = pepper({ userId, code, keyId }) ?? "";
      const hash = await queue.run(() => derive(peppered, { salt, cost }));
      return formatStoredHash({ keyId, cost, salt, hash });
    },
    verify: async (userId, code, stored) => {
      const parsed = stored === undefined ? undefined : parseStoredHash(stored);
      const peppered = parsed && pepper({ userId, code, keyId: parsed.keyId });
      const target = parsed && peppered !== undefined ? parsed : decoy;
      const hash = await queue.run(() => derive(peppered ?? "", target));
      return secretsEqual(hash, target.hash) && target !== decoy;
    },
  };
}

function derive(
  password: string,
  { salt, cost }: { readonly salt: Uint8Array; readonly cost: ScryptCost },
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, { ...cost, maxmem: memoryFor(cost) }, (error, hash) => {
      if (error) reject(error);
      else resolve(hash);
    });
  });
}
