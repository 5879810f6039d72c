import { z } from "zod";
import { method } from "../answers/methods.ts";
import { done } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { methodId, methodName } from "../fields.ts";

const change = z
  .strictObject({ name: methodName.optional(), preferred: z.literal(true).optional() })
  .refine(({ name, preferred }) => name !== undefined || preferred !== undefined);

/** `GET /mfa/methods` */
export const listMethods: Endpoint = endpoint({
  id: "listMethods",
  summary: "The user's methods",
  answer: z.array(method).readonly(),
  handle: async ({ req }) => (await req.mfa.status()).methods,
});

/** `PATCH /mfa/methods/:id` */
export const changeMethod: Endpoint = endpoint({
  id: "changeMethod",
  summary: "Renames a method, or makes it the preferred one",
  params: { id: methodId },
  body: change,
  answer: done("updated"),
  refusals: ["ERR-MFA-STEP-UP-REQUIRED"],
  handle: async ({ req, params, body: { name, preferred } }) => {
    await req.mfa.changeMethod(params.id, {
      ...(name === undefined ? {} : { name }),
      ...(preferred === undefined ? {} : { preferred }),
    });
    return { updated: true };
  },
});

/** `DELETE /mfa/methods/:id` */
export const removeMethod: Endpoint = endpoint({
  id: "removeMethod",
  summary: "Removes a method",
  params: { id: methodId },
  answer: done("removed"),
  refusals: ["ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ADMIN-REQUIRED"],
  handle: async ({ req, params }) => {
    await req.mfa.removeMethod(params.id);
    return { removed: true };
  },
});
