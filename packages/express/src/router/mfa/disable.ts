import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { anyCode } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({
  code: anyCode.optional(),
  method: z.enum(["totp", "sms", "email", "backup_code"]).optional(),
  methodType: z.enum(["totp", "sms", "email", "webauthn"]).optional(),
});

/** `POST /mfa/disable`: a code in the same request counts as the step-up that it needs. */
export const disable: Route = async ({ req }) => {
  const { code, method = "totp", methodType } = fieldsOf(req, body);
  if (code !== undefined) await req.mfa.verify({ method, code });
  await req.mfa.disable({ type: methodType });
  return { disabled: true };
};
