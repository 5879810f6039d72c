import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { methodId, totpCode } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ code: totpCode, methodId: methodId.optional() });

/** `POST /mfa/verify/totp`: the end of a set-up. The code is a proof of this session as well. */
export const verifyTotp: Route = async ({ req }) => ({
  enabled: true,
  ...(await req.mfa.confirmTotp(fieldsOf(req, body))),
});
