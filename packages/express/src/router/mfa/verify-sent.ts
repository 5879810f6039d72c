import { enabled } from "../answers/methods.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { setupCode } from "./setup-code.ts";

/** `POST /mfa/verify/sms`: the end of a set-up. The code is a proof of this session as well. */
export const verifySms: Endpoint = endpoint({
  id: "verifySms",
  summary: "Ends the set-up of a number",
  body: setupCode,
  answer: enabled,
  refusals: ["ERR-MFA-INVALID", "ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ALREADY-ENABLED"],
  handle: async ({ req, body }) => ({ enabled: true, ...(await req.mfa.confirmSms(body)) }),
});

/** `POST /mfa/verify/email`: the same. */
export const verifyEmail: Endpoint = endpoint({
  id: "verifyEmail",
  summary: "Ends the set-up of an address",
  body: setupCode,
  answer: enabled,
  refusals: ["ERR-MFA-INVALID", "ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ALREADY-ENABLED"],
  handle: async ({ req, body }) => ({ enabled: true, ...(await req.mfa.confirmEmail(body)) }),
});
