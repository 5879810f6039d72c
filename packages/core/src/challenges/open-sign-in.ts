import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import type { Parts } from "../parts.ts";
import type { User } from "../users.ts";
import { credentialsStamp, keysOfToken, readPending, type PendingSignIn } from "./sign-in-record.ts";

/** Which pending sign-in: the one of the session, or the one that a token stands for. */
export type ChallengeHandle = { readonly key: string } | { readonly token: string };

/** A sign-in that waits for its second step, and whose it is now. */
export interface OpenSignIn {
  readonly pending: PendingSignIn;
  readonly user: User;
}

export async function findPending(parts: Parts, handle: ChallengeHandle): Promise<PendingSignIn | undefined> {
  if ("key" in handle) return readPending(parts, handle.key, "session");
  for (const key of keysOfToken(parts, handle.token)) {
    const pending = await readPending(parts, key, "token");
    if (pending) return pending;
  }
  return undefined;
}

/**
 * The same, held against its user as they are now: one whose account is gone, or whose password has changed since, goes no
 * further (SECURITY.md D6, D7). `ERR-MFA-CHALLENGE-INVALID` for that, and for one that is not there.
 */
export async function requirePending(parts: Parts, handle: ChallengeHandle): Promise<OpenSignIn> {
  const pending = await findPending(parts, handle);
  const user = pending && (await findUser(parts, pending.userId));
  if (!pending || !user || credentialsStamp(parts, user) !== pending.stamp)
    throw new MfaError("ERR-MFA-CHALLENGE-INVALID");
  return { pending, user };
}
