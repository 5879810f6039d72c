import { z } from "zod";
import { verified } from "../answers/signed-in.ts";
import { done, instant } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { challengeToken, nothing } from "../fields.ts";

/** `POST /mfa/recovery` */
export const requestRecovery: Endpoint = endpoint({
  id: "requestRecovery",
  summary: "At the second step: the user has lost all methods",
  body: nothing,
  answer: z.strictObject({ effectiveAt: instant }),
  refusals: ["ERR-MFA-CHALLENGE-INVALID", "ERR-MFA-NOT-ENABLED", "ERR-NOT-FOUND"],
  handle: ({ req }) => req.mfa.requestRecovery(),
});

/** `DELETE /mfa/recovery` */
export const cancelRecovery: Endpoint = endpoint({
  id: "cancelRecovery",
  summary: "Takes a recovery back",
  answer: done("cancelled"),
  refusals: ["ERR-NOT-FOUND"],
  handle: async ({ req }) => {
    await req.mfa.cancelRecovery();
    return { cancelled: true };
  },
});

/** `POST /mfa/recovery/link` */
export const redeemLink: Endpoint = endpoint({
  id: "redeemLink",
  summary: "Shows the link that was mailed after a reset",
  body: z.strictObject({ token: challengeToken }),
  answer: verified,
  refusals: ["ERR-MFA-INVALID"],
  handle: ({ req, body }) => req.mfa.redeemLink(body.token),
});
