import { z } from "zod";
import { sentSetup } from "../answers/methods.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { emailAddress, methodName } from "../fields.ts";

/** `POST /mfa/setup/email` */
export const setupEmail: Endpoint = endpoint({
  id: "setupEmail",
  summary: "Sends a code to an address that shall become a method",
  body: z.strictObject({ email: emailAddress.optional(), name: methodName.optional() }),
  answer: sentSetup,
  refusals: ["ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ALREADY-ENABLED", "ERR-FORBIDDEN"],
  handle: ({ req, body }) => req.mfa.setupEmail(body),
});
