import type { ErrorCode } from "@sallyport/core";
import { z } from "zod";
import { verified } from "../answers/signed-in.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { anyCode, backupCode, challengeToken, keyResponse, methodId } from "../fields.ts";

const options = { challengeToken: challengeToken.optional(), trustDevice: z.boolean().optional() } as const;

const verifyBody = z.discriminatedUnion("method", [
  z.strictObject({
    method: z.enum(["totp", "sms", "email", "backup_code", "mailed_code"]),
    code: anyCode,
    methodId: methodId.optional(),
    ...options,
  }),
  z.strictObject({ method: z.literal("webauthn"), response: keyResponse, methodId: methodId.optional(), ...options }),
]);

const refusals: readonly ErrorCode[] = [
  "ERR-MFA-INVALID",
  "ERR-MFA-CHALLENGE-INVALID",
  "ERR-MFA-NOT-ENABLED",
  "ERR-SESSION-LIMIT",
];

/** `POST /mfa/verify` */
export const verify: Endpoint = endpoint({
  id: "verify",
  summary: "The second step of a sign-in, or a step-up",
  body: verifyBody,
  answer: verified,
  refusals,
  handle: ({ req, body }) => req.mfa.verify(body),
});

/** `POST /mfa/verify/backup` */
export const verifyBackup: Endpoint = endpoint({
  id: "verifyBackup",
  summary: "The same with a backup code",
  body: z.strictObject({ code: backupCode, ...options }),
  answer: verified,
  refusals,
  handle: ({ req, body }) => req.mfa.verify({ method: "backup_code", ...body }),
});
