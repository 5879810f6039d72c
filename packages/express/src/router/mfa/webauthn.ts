import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { keyResponse, methodName } from "../fields.ts";
import type { Route } from "../route.ts";

const setupBody = z.strictObject({
  name: methodName.optional(),
  usage: z.enum(["passkey", "second-factor"]).optional(),
});
const verifyBody = z.strictObject({ response: keyResponse });

/** `POST /mfa/setup/webauthn` */
export const setupWebauthn: Route = ({ req }) => req.mfa.setupWebauthn(fieldsOf(req, setupBody));

/** `POST /mfa/verify/webauthn`: the end of a set-up. The signature is a proof of this session as well. */
export const verifyWebauthn: Route = async ({ req }) => ({
  enabled: true,
  ...(await req.mfa.confirmWebauthn(fieldsOf(req, verifyBody))),
});
