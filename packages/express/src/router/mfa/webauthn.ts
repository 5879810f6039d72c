import { z } from "zod";
import { enabled } from "../answers/methods.ts";
import { creationOptions } from "../answers/signed-in.ts";
import { instant, uuid } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { keyResponse, methodName } from "../fields.ts";

/** `POST /mfa/setup/webauthn` */
export const setupWebauthn: Endpoint = endpoint({
  id: "setupWebauthn",
  summary: "Begins the set-up of a passkey or security key",
  body: z.strictObject({ name: methodName.optional(), usage: z.enum(["passkey", "second-factor"]).optional() }),
  answer: z.strictObject({ methodId: uuid, expiresAt: instant, options: creationOptions }),
  refusals: ["ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ALREADY-ENABLED", "ERR-FORBIDDEN"],
  handle: ({ req, body }) => req.mfa.setupWebauthn(body),
});

/** `POST /mfa/verify/webauthn`: the end of a set-up. The signature is a proof of this session as well. */
export const verifyWebauthn: Endpoint = endpoint({
  id: "verifyWebauthn",
  summary: "Ends it",
  body: z.strictObject({ response: keyResponse }),
  answer: enabled,
  refusals: ["ERR-MFA-INVALID", "ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ALREADY-ENABLED"],
  handle: async ({ req, body }) => ({ enabled: true, ...(await req.mfa.confirmWebauthn(body)) }),
});
