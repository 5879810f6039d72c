import type { AcceptedPasskeys } from "@sallyport/core";
import { z } from "zod";
import { passkeySignIn, requestOptions } from "../answers/signed-in.ts";
import { instant } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { challengeToken, keyResponse } from "../fields.ts";

const accepted: z.ZodType<AcceptedPasskeys> = z.strictObject({
  rpId: z.string(),
  userId: z.string(),
  allAcceptedCredentialIds: z.array(z.string()).readonly(),
  name: z.string(),
  displayName: z.string(),
});

/** `POST /mfa/passkey/options`: the same for everybody. */
export const passkeyOptions: Endpoint = endpoint({
  id: "passkeyOptions",
  summary: "Opens a sign-in by passkey alone",
  body: z.strictObject({ transport: z.enum(["session", "token"]).optional() }),
  answer: z.strictObject({
    expiresAt: instant,
    options: requestOptions,
    challengeToken: challengeToken.exactOptional(),
  }),
  refusals: ["ERR-NOT-FOUND"],
  handle: ({ req, body }) => req.mfa.passkeyOptions(body),
});

/** `POST /mfa/passkey/verify` */
export const passkeyVerify: Endpoint = endpoint({
  id: "passkeyVerify",
  summary: "Ends a sign-in by passkey alone",
  body: z.strictObject({ response: keyResponse, challengeToken: challengeToken.optional() }),
  answer: passkeySignIn,
  refusals: ["ERR-MFA-INVALID", "ERR-MFA-CHALLENGE-INVALID", "ERR-SESSION-LIMIT", "ERR-NOT-FOUND"],
  handle: ({ req, body }) => req.mfa.signInWithPasskey(body),
});

/** `GET /mfa/passkey/accepted` */
export const acceptedPasskeys: Endpoint = endpoint({
  id: "acceptedPasskeys",
  summary: "Which passkeys are good, for the browser's Signal API",
  answer: accepted,
  handle: ({ req }) => req.mfa.acceptedPasskeys(),
});
