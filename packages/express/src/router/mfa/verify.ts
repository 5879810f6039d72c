import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { anyCode, backupCode, challengeToken, keyResponse, methodId } from "../fields.ts";
import type { Route } from "../route.ts";

const options = { challengeToken: challengeToken.optional(), trustDevice: z.boolean().optional() } as const;

const verifyBody = z.discriminatedUnion("method", [
  z.strictObject({
    method: z.enum(["totp", "sms", "email", "backup_code", "mailed_code"]),
    code: anyCode,
    methodId: methodId.optional(),
    ...options,
  }),
  z.strictObject({ method: z.literal("webauthn"), response: keyResponse, ...options }),
]);

const backupBody = z.strictObject({ code: backupCode, ...options });

/** `POST /mfa/verify`: the second step of a sign-in, or a step-up. */
export const verify: Route = ({ req }) => req.mfa.verify(fieldsOf(req, verifyBody));

/** `POST /mfa/verify/backup`: the same with a backup code. */
export const verifyBackup: Route = ({ req }) => req.mfa.verify({ method: "backup_code", ...fieldsOf(req, backupBody) });
