import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { challengeToken } from "../fields.ts";
import type { Route } from "../route.ts";

const empty = z.strictObject({});
const linkBody = z.strictObject({ token: challengeToken });

/** `POST /mfa/recovery`: at the second step, for a user who has lost all methods. */
export const requestRecovery: Route = ({ req }) => {
  fieldsOf(req, empty);
  return req.mfa.requestRecovery();
};

/** `DELETE /mfa/recovery` */
export const cancelRecovery: Route = async ({ req }) => {
  await req.mfa.cancelRecovery();
  return { cancelled: true };
};

/** `POST /mfa/recovery/link`: the link that was mailed after a reset. */
export const redeemLink: Route = ({ req }) => req.mfa.redeemLink(fieldsOf(req, linkBody).token);
