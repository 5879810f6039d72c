import { z } from "zod";
import { backupCodes } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { nothing } from "../fields.ts";

/** `POST /mfa/backup-codes/regenerate` */
export const regenerateBackupCodes: Endpoint = endpoint({
  id: "regenerateBackupCodes",
  summary: "New backup codes, shown this once; the old ones are dead",
  body: nothing,
  answer: z.strictObject({ backupCodes }),
  refusals: ["ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-NOT-ENABLED", "ERR-FORBIDDEN"],
  handle: async ({ req }) => ({ backupCodes: await req.mfa.regenerateBackupCodes() }),
});
