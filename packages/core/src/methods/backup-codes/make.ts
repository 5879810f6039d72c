import type { Parts } from "../../parts.ts";
import { newId } from "../../secrets/random.ts";
import type { BackupCodeRecord } from "../../stores/ports.ts";
import { createBackupCodes } from "./code.ts";
import { backupCodeLookup } from "./lookup.ts";

const SECONDS_PER_DAY = 86_400;

/** A new generation: what the user is shown this once, and what is stored. */
export interface NewBackupCodes {
  readonly plain: readonly string[];
  readonly records: readonly BackupCodeRecord[];
  readonly expiry: { readonly expiresInSeconds: number | null };
}

/** Makes codes that differ in their look-up bits, and hashes them. Stores nothing. */
export async function makeBackupCodes(parts: Parts, userId: string): Promise<NewBackupCodes> {
  const { count, symbols, expiresInDays } = parts.settings.backupCodes;
  const lookupOf = (code: string): number => backupCodeLookup(parts.keyRing, { userId, code })[0];
  const plain = createBackupCodes({ random: parts.settings.random, count, symbols, distinctBy: lookupOf });
  const records: BackupCodeRecord[] = [];
  // Two at a time: ten at once from each of a few people would fill the queue that all share.
  for (let index = 0; index < plain.length; index += 2)
    records.push(
      ...(await Promise.all(
        plain.slice(index, index + 2).map(async (code, offset) => ({
          id: newId(parts.settings),
          position: index + offset + 1,
          lookup: lookupOf(code),
          hash: await parts.hasher.hash(userId, code),
        })),
      )),
    );
  const expiresInSeconds = expiresInDays === null ? null : expiresInDays * SECONDS_PER_DAY;
  return { plain, records, expiry: { expiresInSeconds } };
}
