import { admitCode, admitDelivery } from "../delivery/admit-code.ts";
import { postCode } from "../delivery/post-code.ts";
import { spareBudget } from "../devices/spare-budget.ts";
import { requireGuessable, type GuessSource } from "../limits/guess-budget.ts";
import { destinationOf, hintOf, isSentMethod } from "../methods/destination.ts";
import type { CodeBinding } from "../methods/sent-code/code.ts";
import { joinCode } from "../methods/sent-code/outstanding.ts";
import type { Parts } from "../parts.ts";
import type { MethodType } from "../protocol.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import { requireFull, type Subject } from "../subject.ts";
import type { RequestContext, User } from "../users.ts";
import { requirePending, type ChallengeHandle } from "./open-sign-in.ts";
import { newestFirst } from "./preferred-method.ts";
import { methodRefused } from "./refused.ts";
import { groundOfSession } from "./step-up.ts";
import { usableMethods } from "./usable-methods.ts";

/** Which method the code shall go to: a wish, as long as the account has no such one. */
export interface MethodWish {
  readonly type: MethodType;
  /** One of several of the same type; the preferred one, else the one used last, where left out. */
  readonly methodId?: string | undefined;
}

/** A code is on its way. What the provider makes of it is not told. */
export interface SentChallenge {
  /** `mailed_code`: to the account's own address, before there is any method. */
  readonly method: MethodType | "mailed_code";
  readonly expiresAt: Date;
  /** When one may ask again; it is the same code then. */
  readonly resendAfterSeconds: number;
  /** Where to, all but hidden. */
  readonly hint: string;
}

/** Sends a code for a pending sign-in. Asking costs no try, and gives none back (SECURITY.md B8, N2). */
export async function sendForSignIn(
  parts: Parts,
  request: MethodWish & { readonly handle: ChallengeHandle; readonly context: RequestContext },
): Promise<SentChallenge> {
  const { handle, context, ...wish } = request;
  const { pending, user } = await requirePending(parts, handle);
  const ground = { purpose: "sign-in", boundTo: pending.key } as const;
  return send(parts, { user, wish, context, ground, endsAt: pending.expiresAt });
}

/** Sends a code for a step-up of a full session. */
export async function sendForStepUp(
  parts: Parts,
  { subject, ...wish }: MethodWish & { readonly subject: Subject },
): Promise<SentChallenge> {
  requireFull(subject);
  const { user, context } = subject;
  return send(parts, { user, wish, context, ground: groundOfSession(subject), ...spareBudget(parts, subject) });
}

interface Sending {
  readonly user: User;
  readonly wish: MethodWish;
  readonly context: RequestContext;
  readonly ground: Pick<CodeBinding, "purpose" | "boundTo">;
  /** When what the code is for ends. */
  readonly endsAt?: Date;
  /** The budget that the code will be tried in, where the user's own is used up. */
  readonly spare?: NonNullable<GuessSource["spare"]>;
}

async function send(parts: Parts, sending: Sending): Promise<SentChallenge> {
  const { user, wish, context, ground, endsAt, ...budget } = sending;
  const method = await chosenMethod(parts, user, wish);
  const destination = method && destinationOf(parts, method);
  if (!method || !destination) throw methodRefused();
  await requireGuessable(parts, { userId: user.id, type: method.type, context, ...budget });

  const code = { user, destination, methodId: method.id, boundTo: `${method.id} ${ground.boundTo}`, context };
  await admitCode(parts, code);
  const joined = await joinCode(parts, { ...ground, userId: user.id, methodId: method.id });
  const deliveryId = await admitDelivery(parts, { ...code, codeId: joined.codeId });
  const expiresAt = endsAt && endsAt < joined.expiresAt ? endsAt : joined.expiresAt;
  postCode(parts, { ...code, deliveryId, code: joined.code, expiresAt });

  const { resendAfterSeconds } = parts.settings.delivery;
  return { method: method.type, expiresAt, resendAfterSeconds, hint: hintOf(destination) };
}

/** One that the account has, that is sent to, and that policy allows here (SECURITY.md D9). */
async function chosenMethod(
  parts: Parts,
  user: User,
  { type, methodId }: MethodWish,
): Promise<MethodRecord | undefined> {
  const methods = await parts.durable.methods.list(user.id);
  if (!isSentMethod(type) || !(await usableMethods(parts, user, methods)).includes(type)) return undefined;
  return newestFirst(methods.filter((method) => method.type === type && (methodId ?? method.id) === method.id))[0];
}
