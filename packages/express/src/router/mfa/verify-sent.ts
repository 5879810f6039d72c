import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { methodId, totpCode } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ code: totpCode, methodId: methodId.optional() });

/** `POST /mfa/verify/sms`: the end of a set-up. The code is a proof of this session as well. */
export const verifySms: Route = async ({ req }) => ({
  enabled: true,
  ...(await req.mfa.confirmSms(fieldsOf(req, body))),
});

/** `POST /mfa/verify/email`: the same. */
export const verifyEmail: Route = async ({ req }) => ({
  enabled: true,
  ...(await req.mfa.confirmEmail(fieldsOf(req, body))),
});
