import { z } from "zod";
import { sentSetup } from "../answers/methods.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { methodName, phoneNumber } from "../fields.ts";

/** `POST /mfa/setup/sms` */
export const setupSms: Endpoint = endpoint({
  id: "setupSms",
  summary: "Sends a code to a number that shall become a method",
  body: z.strictObject({ phoneNumber, name: methodName.optional() }),
  answer: sentSetup,
  refusals: ["ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ALREADY-ENABLED", "ERR-FORBIDDEN"],
  handle: ({ req, body }) => req.mfa.setupSms(body),
});
