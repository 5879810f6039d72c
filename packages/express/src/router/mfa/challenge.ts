import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { challengeToken, methodId } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({
  method: z.enum(["totp", "sms", "email", "webauthn", "backup_code", "mailed_code"]),
  methodId: methodId.optional(),
  challengeToken: challengeToken.optional(),
});

/** `POST /mfa/challenge`: sends a code, or asks for the signature of a key, for the second step of a sign-in or for a step-up. */
export const challenge: Route = ({ req }) => req.mfa.sendCode(fieldsOf(req, body));
