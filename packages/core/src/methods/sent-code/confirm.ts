import { confirmToProvider } from "../../delivery/confirm-to-provider.ts";
import { MfaError } from "../../errors.ts";
import { chargeGuess, recordFailure } from "../../limits/guess-budget.ts";
import { record, type Parts } from "../../parts.ts";
import { requireFresh } from "../../policy/authorise.ts";
import type { SentMethodType } from "../../protocol.ts";
import type { Subject } from "../../subject.ts";
import { activate, type MethodConfirmation } from "../activate.ts";
import { normaliseCode } from "../code-input.ts";
import { hintOf } from "../destination.ts";
import { secretAad } from "../sealed-secret.ts";
import { isCode } from "./code.ts";
import { parseSetup, setupBinding, setupKey, type PendingSetup } from "./pending-setup.ts";

/** The code that came to a new number or address. */
export interface SetupProof {
  readonly subject: Subject;
  readonly code: string;
  readonly methodId?: string | undefined;
}

/**
 * Ends the enrollment of a number or address: the code that was sent there makes it count. Five wrong ones end the
 * set-up. Shares the budget of guesses.
 */
export async function confirmSentMethod(
  parts: Parts,
  type: SentMethodType,
  { subject, code, methodId }: SetupProof,
): Promise<MethodConfirmation> {
  const { user, context } = subject;
  const methods = await requireFresh(parts, subject);
  const key = setupKey(parts, type, user.id);
  const source = { userId: user.id, type, context } as const;

  const charged = await chargeGuess(parts, source);
  const attempt = await parts.challenges.attempt(key);
  const pending = parseSetup(parts, attempt?.data);
  const isRight =
    pending !== undefined &&
    (methodId ?? pending.methodId) === pending.methodId &&
    isCode(parts, normaliseCode(code) ?? "", pending.code, setupBinding(type, user.id, pending));
  if (!isRight) {
    const reason = pending ? "wrong_code" : "no_setup";
    await record(parts, { type: "mfa_setup_verification_failed", userId: user.id, methodType: type, context, reason });
    await recordFailure(parts, { ...source, reason: "setup", charged });
    throw new MfaError("ERR-MFA-INVALID", { members: { attemptsRemaining: attempt?.attemptsRemaining ?? 0 } });
  }

  const { maxPerUser: maxPerType } = parts.settings.delivery[type];
  const method = methodOf(parts, { type, pending, userId: user.id });
  const confirmed = await activate(parts, { subject, method, methods, maxPerType, key });
  confirmToProvider(parts, type, await parts.durable.deliveries.verified(pending.codeId));
  return confirmed;
}

type Row = Parameters<typeof activate>[1]["method"];

function methodOf(
  parts: Parts,
  { type, pending, userId }: { type: SentMethodType; pending: PendingSetup; userId: string },
): Row {
  const { methodId: id, name, sealed, destination, country, issuedAt } = pending;
  const opened = parts.keyRing.open(sealed, secretAad(id, userId));
  const to = opened.ok ? Buffer.from(opened.plaintext).toString() : "";
  const hint = hintOf({ type, to, country });
  // The newest code that it has accepted: this one is no good for anything else.
  return { id, type, name, secret: sealed, settings: { destination, country, hint }, lastUsedStep: issuedAt.getTime() };
}
