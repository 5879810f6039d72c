import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { joinCeremony, type Ceremony } from "../methods/webauthn/ceremony.ts";
import { keysOf } from "../methods/webauthn/credential.ts";
import { requestOptions } from "../methods/webauthn/request-options.ts";
import { verificationOf } from "../methods/webauthn/user-verification.ts";
import { record, type Parts } from "../parts.ts";
import { requireFull, type Subject } from "../subject.ts";
import type { RequestContext, User } from "../users.ts";
import { requirePending, type ChallengeHandle } from "./open-sign-in.ts";
import { methodRefused } from "./refused.ts";
import { groundOfSession } from "./step-up.ts";
import { usableMethods } from "./usable-methods.ts";

/** A challenge that a passkey or security key shall sign. */
export interface KeyChallenge {
  readonly method: "webauthn";
  readonly expiresAt: Date;
  /** For `navigator.credentials.get()`. */
  readonly options: PublicKeyCredentialRequestOptionsJSON;
}

/** Which of the user's keys may answer. */
export interface KeyWish {
  /** One of several; all of them where left out. */
  readonly methodId?: string | undefined;
}

/** Asks the keys of a pending sign-in for a signature. Costs no try: nobody can lock a key by asking (SECURITY.md C15). */
export async function challengeKeyForSignIn(
  parts: Parts,
  { handle, methodId, context }: KeyWish & { readonly handle: ChallengeHandle; readonly context: RequestContext },
): Promise<KeyChallenge> {
  const { pending, user } = await requirePending(parts, handle);
  const ground = { purpose: "sign-in", boundTo: pending.key } as const;
  return challengeKey(parts, { user, methodId, context, ground, endsAt: pending.expiresAt });
}

/** The same for a step-up of a full session. */
export async function challengeKeyForStepUp(
  parts: Parts,
  { subject, methodId }: KeyWish & { readonly subject: Subject },
): Promise<KeyChallenge> {
  requireFull(subject);
  const { user, context } = subject;
  return challengeKey(parts, { user, methodId, context, ground: groundOfSession(subject) });
}

interface Asking extends KeyWish {
  readonly user: User;
  readonly ground: Pick<Ceremony, "boundTo"> & { readonly purpose: "sign-in" | "step-up" };
  readonly context: RequestContext;
  /** When what it is for ends. */
  readonly endsAt?: Date;
}

async function challengeKey(parts: Parts, { user, methodId, ground, context, endsAt }: Asking): Promise<KeyChallenge> {
  const methods = await parts.durable.methods.list(user.id);
  const keys = keysOf(parts, methods).filter(({ method }) => (methodId ?? method.id) === method.id);
  if (keys.length === 0 || !(await usableMethods(parts, user, methods)).includes("webauthn")) throw methodRefused();

  const open = await joinCeremony(parts, { ...ground, userId: user.id });
  const userVerification = verificationOf(parts, ground.purpose, keys);
  const options = await requestOptions(parts, { open, keys, userVerification });
  await record(parts, { type: "mfa_challenge_sent", userId: user.id, methodType: "webauthn", context });
  return { method: "webauthn", expiresAt: endsAt && endsAt < open.expiresAt ? endsAt : open.expiresAt, options };
}
