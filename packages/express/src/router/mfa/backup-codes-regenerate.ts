import { z } from "zod";
import { fieldsOf } from "../body.ts";
import type { Route } from "../route.ts";

const nothing = z.strictObject({});

/** `POST /mfa/backup-codes/regenerate`: ten new codes, shown this once. */
export const regenerateBackupCodes: Route = async ({ req }) => {
  fieldsOf(req, nothing);
  return { backupCodes: await req.mfa.regenerateBackupCodes() };
};
