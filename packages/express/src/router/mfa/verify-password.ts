import { z } from "zod";
import { fieldsOf } from "../body.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ password: z.string().min(1).max(1024) });

/** `POST /mfa/verify-password` */
export const verifyPassword: Route = ({ req }) => req.mfa.verifyPassword(fieldsOf(req, body).password);
