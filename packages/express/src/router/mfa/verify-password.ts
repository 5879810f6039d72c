import { z } from "zod";
import { verified } from "../answers/signed-in.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";

/** `POST /mfa/verify-password` */
export const verifyPassword: Endpoint = endpoint({
  id: "verifyPassword",
  summary: "Shows the password once more",
  body: z.strictObject({ password: z.string().min(1).max(1024) }),
  answer: verified,
  refusals: ["ERR-MFA-INVALID", "ERR-NOT-FOUND"],
  handle: ({ req, body }) => req.mfa.verifyPassword(body.password),
});
