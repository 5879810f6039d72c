import { enabled } from "../answers/methods.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { setupCode } from "./setup-code.ts";

/** `POST /mfa/verify/totp`: the end of a set-up. The code is a proof of this session as well. */
export const verifyTotp: Endpoint = endpoint({
  id: "verifyTotp",
  summary: "Ends the set-up of an authenticator app",
  body: setupCode,
  answer: enabled,
  refusals: ["ERR-MFA-INVALID", "ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ALREADY-ENABLED"],
  handle: async ({ req, body }) => ({ enabled: true, ...(await req.mfa.confirmTotp(body)) }),
});
