import type { Parts } from "../../parts.ts";
import type { BackupCodeRecord } from "../../stores/ports.ts";
import type { Guess, Verdict } from "../guess.ts";
import { normaliseBackupCode } from "./code.ts";
import { backupCodeLookup } from "./lookup.ts";
import { parseStoredHash } from "./stored-hash.ts";

/** Looks at a backup code: one candidate, one hash, whether there is such a code or not. Spends nothing. */
export async function verifyBackupCode(parts: Parts, { userId, code: text }: Guess): Promise<Verdict> {
  const code = normaliseBackupCode(text);
  if (code === undefined) return { reason: "wrong_code" };

  const candidate = await findCandidate(parts, { userId, code });
  if (!(await parts.hasher.verify(userId, code, candidate?.hash)) || !candidate) return { reason: "wrong_code" };
  return { match: { type: "backup_code", claim: ({ backupCodes }) => backupCodes.spend(userId, candidate.id) } };
}

/**
 * Codes that were made before a key rotation are found by the bits of the older key. A row counts only under the key
 * that hashed it: the bits of another key may point at another code.
 */
async function findCandidate(
  parts: Parts,
  guess: { userId: string; code: string },
): Promise<BackupCodeRecord | undefined> {
  for (const [index, lookup] of backupCodeLookup(parts.keyRing, guess).entries()) {
    const found = await parts.durable.backupCodes.find(guess.userId, lookup);
    if (found && parseStoredHash(found.hash)?.keyId === parts.keyRing.keyIds[index]) return found;
  }
  return undefined;
}
