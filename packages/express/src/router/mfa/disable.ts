import { withProof } from "@sallyport/core";
import { z } from "zod";
import { raiseProofs } from "../../complete-sign-in.ts";
import { fieldsOf } from "../body.ts";
import { anyCode } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({
  code: anyCode.optional(),
  method: z.enum(["totp", "backup_code"]).optional(),
  methodType: z.enum(["totp", "sms", "email", "webauthn"]).optional(),
});

/** `POST /mfa/disable`: a code in the same request counts as the step-up that it needs. */
export const disable: Route = async ({ req, state, suite, subject }) => {
  const acting = subject();
  const { code, method = "totp", methodType } = fieldsOf(req, body);
  if (code === undefined) {
    await suite.disable({ subject: acting, type: methodType });
    return { disabled: true };
  }
  const { proof } = await suite.stepUp({ subject: acting, type: method, code });
  const proofs = withProof(acting.proofs, proof);
  if (state.session) await raiseProofs({ req, state, session: state.session, proofs });
  await suite.disable({ subject: { ...acting, proofs }, type: methodType });
  return { disabled: true };
};
