import { z } from "zod";
import { riskNoteFor } from "../../texts/language.ts";
import { fieldsOf } from "../body.ts";
import { emailAddress, methodName } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ email: emailAddress.optional(), name: methodName.optional() });

/** `POST /mfa/setup/email` */
export const setupEmail: Route = async ({ req }) => ({
  ...(await req.mfa.setupEmail(fieldsOf(req, body))),
  riskNote: riskNoteFor(req, "email"),
});
