import { amrOf, MfaError, withProof, type MethodType } from "@sallyport/core";
import { z } from "zod";
import { completeSignIn, raiseProofs } from "../../complete-sign-in.ts";
import { save } from "../../session-id.ts";
import { fieldsOf } from "../body.ts";
import { anyCode, backupCode, challengeToken, methodId } from "../fields.ts";
import type { Call, Route } from "../route.ts";

const verifyBody = z.strictObject({
  method: z.enum(["totp", "sms", "email", "backup_code"]),
  code: anyCode,
  methodId: methodId.optional(),
  challengeToken: challengeToken.optional(),
  trustDevice: z.boolean().optional(),
});

const backupBody = z.strictObject({
  code: backupCode,
  challengeToken: challengeToken.optional(),
  trustDevice: z.boolean().optional(),
});

interface Guess {
  readonly type: MethodType;
  readonly code: string;
  readonly methodId?: string | undefined;
  readonly challengeToken?: string | undefined;
}

/** `POST /mfa/verify`: the second step of a sign-in, or a step-up. */
export const verify: Route = (call) => {
  const { method, code, methodId, challengeToken } = fieldsOf(call.req, verifyBody);
  return answer(call, { type: method, code, methodId, challengeToken });
};

/** `POST /mfa/verify/backup`: the same with a backup code. */
export const verifyBackup: Route = (call) => {
  const { code, challengeToken } = fieldsOf(call.req, backupBody);
  return answer(call, { type: "backup_code", code, challengeToken });
};

/** A token stands for itself; else the session says whether this ends a sign-in or adds a proof. */
function answer(call: Call, guess: Guess): Promise<object> {
  if (call.state.outage) throw call.state.outage;
  if (guess.challengeToken !== undefined) return finish(call, guess, { token: guess.challengeToken });
  const pending = call.state.session?.pending;
  return pending ? finish(call, guess, { key: pending.key }) : addProof(call, guess);
}

async function finish(
  call: Call,
  guess: Guess,
  handle: { readonly key: string } | { readonly token: string },
): Promise<object> {
  const { req, state, suite } = call;
  const { type, code, methodId } = guess;
  try {
    const { user, proofs, amr, backupCodesRemaining } = await suite.finishSignIn({
      handle,
      type,
      code,
      methodId,
      context: state.context,
    });
    const extra = await completeSignIn({ req, state, user, proofs, amr });
    return { ...extra, verified: true, amr: amrOf(proofs, amr), ...remaining(backupCodesRemaining) };
  } catch (error) {
    if ("key" in handle && error instanceof MfaError && error.code === "ERR-MFA-CHALLENGE-INVALID")
      await forgetPending(call);
    throw error;
  }
}

/** A pending sign-in that is dead has no place in the session either. */
async function forgetPending({ req, state }: Call): Promise<void> {
  delete req.session.sallyport;
  state.session = undefined;
  await save(req);
}

async function addProof(call: Call, guess: Guess): Promise<object> {
  const { req, state, suite } = call;
  const subject = call.subject();
  const { type, code, methodId } = guess;
  const { proof, backupCodesRemaining } = await suite.stepUp({ subject, type, code, methodId });
  const proofs = withProof(subject.proofs, proof);
  if (state.session) await raiseProofs({ req, state, session: state.session, proofs });
  return { verified: true, amr: amrOf(proofs, state.session?.amr), ...remaining(backupCodesRemaining) };
}

function remaining(backupCodesRemaining: number | undefined): object {
  return backupCodesRemaining === undefined ? {} : { backupCodesRemaining };
}
