import { act } from "../audit/act.ts";
import { accountAddress } from "../delivery/account-address.ts";
import { admitCode, admitDelivery } from "../delivery/admit-code.ts";
import { postCode } from "../delivery/post-code.ts";
import { MfaError } from "../errors.ts";
import { chargeGuess, recordFailure, recordUnlock, requireGuessable } from "../limits/guess-budget.ts";
import { hintOf } from "../methods/destination.ts";
import { normaliseCode } from "../methods/code-input.ts";
import type { CodeBinding } from "../methods/sent-code/code.ts";
import { guessCode, joinCode } from "../methods/sent-code/outstanding.ts";
import { record, type Parts } from "../parts.ts";
import type { Proof } from "../protocol.ts";
import { requireFull, type Subject } from "../subject.ts";
import { methodRefused } from "./refused.ts";
import type { SentChallenge } from "./send-code.ts";

/** What the code is good for: a proof of the account's mailbox in this session, until there is a method. */
function bindingOf({ user, sessionId }: Subject): CodeBinding {
  return { purpose: "enrollment", userId: user.id, methodId: "account", boundTo: sessionId ?? "" };
}

/**
 * Sends a code to the account's own address, for a user who is about to enroll a first method: the proof beyond the
 * password that `requireFresh` asks for. Nobody who has a method is sent one: it would be the weakest way in.
 */
export async function sendMailedCode(parts: Parts, subject: Subject): Promise<SentChallenge> {
  requireFull(subject);
  const { user, context } = subject;
  const to = accountAddress(parts, user);
  if (to === undefined || (await hasMethods(parts, user.id))) throw methodRefused();
  await requireGuessable(parts, { userId: user.id, type: "email", context });

  const destination = { type: "email", to, country: null } as const;
  const binding = bindingOf(subject);
  const code = { user, destination, methodId: null, boundTo: `enrollment ${binding.boundTo}`, context };
  await admitCode(parts, code);
  const joined = await joinCode(parts, binding);
  const deliveryId = await admitDelivery(parts, { ...code, codeId: joined.codeId });
  postCode(parts, { ...code, deliveryId, code: joined.code, expiresAt: joined.expiresAt });
  const { resendAfterSeconds } = parts.settings.delivery;
  return { method: "mailed_code", expiresAt: joined.expiresAt, resendAfterSeconds, hint: hintOf(destination) };
}

/** The code that came there. Shares the budget of guesses. */
export async function proveMailbox(parts: Parts, request: { subject: Subject; code: string }): Promise<Proof> {
  const { subject, code } = request;
  requireFull(subject);
  const { user, context } = subject;
  const source = { userId: user.id, type: "email", context } as const;
  const charged = await chargeGuess(parts, source);
  const guess = await guessCode(parts, bindingOf(subject), normaliseCode(code) ?? "");
  if (
    guess.outcome === "right" &&
    (await parts.challenges.take(guess.found.key)) &&
    !(await hasMethods(parts, user.id))
  ) {
    await act(parts, async (within) => {
      await within.durable.failures.reset(user.id);
      await record(within, { type: "mailbox_proved", userId: user.id, context });
      await recordUnlock(within, source, charged);
    });
    return { by: "mailed_code", at: parts.settings.clock.now() };
  }
  await recordFailure(parts, { ...source, reason: guess.outcome === "none" ? "no_code" : "wrong_code", charged });
  throw new MfaError("ERR-MFA-INVALID", {
    members: { attemptsRemaining: Math.max(0, parts.settings.limits.freeFailures - charged.failures) },
  });
}

async function hasMethods(parts: Parts, userId: string): Promise<boolean> {
  return (await parts.durable.methods.list(userId)).length > 0;
}
