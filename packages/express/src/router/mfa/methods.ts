import { MfaError } from "@sallyport/core";
import type { Request } from "express";
import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { methodId, methodName } from "../fields.ts";
import type { Route } from "../route.ts";

const change = z
  .strictObject({ name: methodName.optional(), preferred: z.literal(true).optional() })
  .refine(({ name, preferred }) => name !== undefined || preferred !== undefined);

/** `GET /mfa/methods` */
export const listMethods: Route = async ({ req }) => (await req.mfa.status()).methods;

/** `PATCH /mfa/methods/:id` */
export const changeMethod: Route = async ({ req }) => {
  const { name, preferred } = fieldsOf(req, change);
  await req.mfa.changeMethod(idOf(req), {
    ...(name === undefined ? {} : { name }),
    ...(preferred === undefined ? {} : { preferred }),
  });
  return { updated: true };
};

/** `DELETE /mfa/methods/:id` */
export const removeMethod: Route = async ({ req }) => {
  await req.mfa.removeMethod(idOf(req));
  return { removed: true };
};

/** An id that can't be one looks like one that is not there. */
function idOf(req: Request): string {
  const parsed = methodId.safeParse(req.params["id"]);
  if (!parsed.success) throw new MfaError("ERR-NOT-FOUND");
  return parsed.data;
}
