import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { methodName, phoneNumber } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ phoneNumber, name: methodName.optional() });

/** `POST /mfa/setup/sms` */
export const setupSms: Route = ({ req }) => req.mfa.setupSms(fieldsOf(req, body));
