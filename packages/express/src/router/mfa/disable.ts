import { z } from "zod";
import { done } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { anyCode } from "../fields.ts";

const body = z.strictObject({
  code: anyCode.optional(),
  method: z.enum(["totp", "sms", "email", "backup_code"]).optional(),
  methodType: z.enum(["totp", "sms", "email", "webauthn"]).optional(),
});

/** `POST /mfa/disable`: a code in the same request counts as the step-up that it needs. */
export const disable: Endpoint = endpoint({
  id: "disable",
  summary: "Turns MFA off: removes all methods, or those of one type",
  body,
  answer: done("disabled"),
  refusals: ["ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-INVALID", "ERR-MFA-NOT-ENABLED", "ERR-MFA-ADMIN-REQUIRED"],
  handle: async ({ req, body: { code, method = "totp", methodType } }) => {
    if (code !== undefined) await req.mfa.verify({ method, code });
    await req.mfa.disable({ type: methodType });
    return { disabled: true };
  },
});
