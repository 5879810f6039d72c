import { amrOf, withProof } from "@sallyport/core";
import { z } from "zod";
import { raiseProofs } from "../../complete-sign-in.ts";
import { fieldsOf } from "../body.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ password: z.string().min(1).max(1024) });

/** `POST /mfa/verify-password` */
export const verifyPassword: Route = async ({ req, state, suite, subject }) => {
  const acting = subject();
  const { password } = fieldsOf(req, body);
  const proof = await suite.provePassword({ subject: acting, password });
  const proofs = withProof(acting.proofs, proof);
  if (state.session) await raiseProofs({ req, state, session: state.session, proofs });
  return { verified: true, amr: amrOf(proofs, state.session?.amr) };
};
