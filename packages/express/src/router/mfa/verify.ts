import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { anyCode, backupCode, challengeToken, methodId } from "../fields.ts";
import type { Route } from "../route.ts";

const verifyBody = z.strictObject({
  method: z.enum(["totp", "sms", "email", "backup_code", "mailed_code"]),
  code: anyCode,
  methodId: methodId.optional(),
  challengeToken: challengeToken.optional(),
  trustDevice: z.boolean().optional(),
});

const backupBody = z.strictObject({
  code: backupCode,
  challengeToken: challengeToken.optional(),
  trustDevice: z.boolean().optional(),
});

/** `POST /mfa/verify`: the second step of a sign-in, or a step-up. */
export const verify: Route = ({ req }) => req.mfa.verify(fieldsOf(req, verifyBody));

/** `POST /mfa/verify/backup`: the same with a backup code. */
export const verifyBackup: Route = ({ req }) => req.mfa.verify({ method: "backup_code", ...fieldsOf(req, backupBody) });
