import { withProof } from "@sallyport/core";
import { z } from "zod";
import { raiseProofs } from "../../complete-sign-in.ts";
import { fieldsOf } from "../body.ts";
import { methodId, totpCode } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ code: totpCode, methodId: methodId.optional() });

/** `POST /mfa/verify/totp`: the end of a set-up. The code is a proof of this session as well. */
export const verifyTotp: Route = async ({ req, state, suite, subject }) => {
  const acting = subject();
  const { code, methodId } = fieldsOf(req, body);
  const confirmed = await suite.confirmTotp({ subject: acting, code, methodId });
  const proof = { by: "totp", at: suite.settings.clock.now() } as const;
  if (state.session) await raiseProofs({ req, state, session: state.session, proofs: withProof(acting.proofs, proof) });
  return { enabled: true, ...confirmed };
};
