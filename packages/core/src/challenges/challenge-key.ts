import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { joinCeremony, type Ceremony } from "../methods/webauthn/ceremony.ts";
import { keysOf, type Key } from "../methods/webauthn/credential.ts";
import { requestOptions } from "../methods/webauthn/request-options.ts";
import { record, type Parts } from "../parts.ts";
import type { RequestContext, User } from "../users.ts";
import { methodRefused } from "./refused.ts";
import { usableMethods } from "./usable-methods.ts";

/** A challenge that a passkey or security key shall sign. */
export interface KeyChallenge {
  readonly method: "webauthn";
  readonly expiresAt: Date;
  /** For `navigator.credentials.get()`. */
  readonly options: PublicKeyCredentialRequestOptionsJSON;
}

/** Whose keys may answer, to what, and until when. */
export interface KeyChallengeRequest {
  readonly user: User;
  /** One of several; all of them where left out. */
  readonly methodId?: string | undefined;
  readonly ground: Pick<Ceremony, "boundTo"> & { readonly purpose: "sign-in" | "step-up" };
  readonly context: RequestContext;
  /** When what it is for ends. */
  readonly endsAt?: Date | undefined;
}

/** Asks the user's keys for a signature. Costs no try and sends nothing; nobody can lock a key by asking (SECURITY.md C15). */
export async function challengeKey(parts: Parts, request: KeyChallengeRequest): Promise<KeyChallenge> {
  const { user, methodId, ground, context, endsAt } = request;
  const methods = await parts.durable.methods.list(user.id);
  const keys = keysOf(parts, methods).filter(({ method }) => (methodId ?? method.id) === method.id);
  if (keys.length === 0 || !(await usableMethods(parts, user, methods)).includes("webauthn")) throw methodRefused();

  const open = await joinCeremony(parts, { ...ground, userId: user.id });
  const options = await requestOptions(parts, { open, keys, userVerification: verificationFor(parts, ground, keys) });
  record(parts, { type: "mfa_challenge_sent", userId: user.id, methodType: "webauthn", context });
  return { method: "webauthn", expiresAt: endsAt && endsAt < open.expiresAt ? endsAt : open.expiresAt, options };
}

function verificationFor(
  parts: Parts,
  { purpose }: KeyChallengeRequest["ground"],
  keys: readonly Key[],
): "required" | "preferred" | "discouraged" {
  if (keys.every((key) => mustVerifyUser(parts, purpose, key))) return "required";
  const { userVerification } = parts.settings.webauthn;
  // Among several, the one that must is asked by the others' leave; the answer is held against it all the same.
  return keys.some((key) => mustVerifyUser(parts, purpose, key)) ? "preferred" : userVerification;
}

/**
 * Must this key show its user's PIN, finger or face? At a step-up, whenever it can: who holds the unlocked browser may hold the
 * key as well (SECURITY.md H4). A security key that can do no more than be touched stays what it was at the sign-in.
 */
export function mustVerifyUser(parts: Parts, purpose: "sign-in" | "step-up", { userVerified }: Key): boolean {
  return parts.settings.webauthn.userVerification === "required" || (purpose === "step-up" && userVerified);
}
