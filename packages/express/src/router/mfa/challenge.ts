import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { challengeToken, methodId } from "../fields.ts";
import type { Route } from "../route.ts";

const options = { methodId: methodId.optional(), challengeToken: challengeToken.optional() } as const;

const body = z.discriminatedUnion("method", [
  z.strictObject({ method: z.enum(["totp", "sms", "email", "backup_code", "mailed_code"]), ...options }),
  z.strictObject({ method: z.literal("webauthn"), ...options }),
]);

/** `POST /mfa/challenge`: sends a code, or asks for a signature, for the second step of a sign-in or for a step-up. */
export const challenge: Route = ({ req }) => {
  const { method, ...wish } = fieldsOf(req, body);
  return method === "webauthn" ? req.mfa.challengeKey(wish) : req.mfa.sendCode({ method, ...wish });
};
