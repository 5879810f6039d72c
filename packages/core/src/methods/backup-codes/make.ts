import type { Parts } from "../../parts.ts";
import { newId } from "../../secrets/random.ts";
import type { BackupCodeRecord } from "../../stores/ports.ts";
import { createBackupCodes } from "./code.ts";

/** A new generation: what the user is shown this once, and what is stored. */
export interface NewBackupCodes {
  readonly plain: readonly string[];
  readonly records: readonly BackupCodeRecord[];
  readonly expiry: { readonly expiresInSeconds: number | null };
}
