import { z } from "zod";
import { requestOptions } from "../answers/signed-in.ts";
import { count, instant } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { challengeToken, methodId } from "../fields.ts";

const options = { methodId: methodId.optional(), challengeToken: challengeToken.optional() } as const;

const body = z.discriminatedUnion("method", [
  z.strictObject({ method: z.enum(["totp", "sms", "email", "backup_code", "mailed_code"]), ...options }),
  z.strictObject({ method: z.literal("webauthn"), ...options }),
]);

const sent = z.strictObject({
  method: z.enum(["totp", "sms", "email", "webauthn", "backup_code", "mailed_code"]),
  expiresAt: instant,
  resendAfterSeconds: count,
  hint: z.string(),
});
const asked = z.strictObject({ method: z.literal("webauthn"), expiresAt: instant, options: requestOptions });

/** `POST /mfa/challenge` */
export const challenge: Endpoint = endpoint({
  id: "challenge",
  summary: "Sends a code, or asks for a signature, for the second step of a sign-in or for a step-up",
  body,
  answer: z.union([sent, asked]),
  refusals: ["ERR-MFA-CHALLENGE-INVALID", "ERR-MFA-REQUIRED", "ERR-MFA-NOT-ENABLED", "ERR-FORBIDDEN"],
  handle: async ({ req, body: { method, ...wish } }) =>
    method === "webauthn" ? req.mfa.challengeKey(wish) : req.mfa.sendCode({ method, ...wish }),
});
