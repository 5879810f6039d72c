import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { challengeToken, keyResponse } from "../fields.ts";
import type { Route } from "../route.ts";

const optionsBody = z.strictObject({ transport: z.enum(["session", "token"]).optional() });
const verifyBody = z.strictObject({ response: keyResponse, challengeToken: challengeToken.optional() });

/** `POST /mfa/passkey/options`: the same for everybody. */
export const passkeyOptions: Route = ({ req }) => req.mfa.passkeyOptions(fieldsOf(req, optionsBody));

/** `POST /mfa/passkey/verify`: a sign-in by passkey alone. */
export const passkeyVerify: Route = ({ req }) => req.mfa.signInWithPasskey(fieldsOf(req, verifyBody));

/** `GET /mfa/passkey/accepted` */
export const acceptedPasskeys: Route = ({ req }) => req.mfa.acceptedPasskeys();
