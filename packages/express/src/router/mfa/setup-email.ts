import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { emailAddress, methodName } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ email: emailAddress.optional(), name: methodName.optional() });

/** `POST /mfa/setup/email` */
export const setupEmail: Route = ({ req }) => req.mfa.setupEmail(fieldsOf(req, body));
