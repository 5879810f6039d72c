import type { Sessions, User } from "@sallyport/core";
import type { Sallyport } from "../sallyport.ts";

/** How often all sessions of this user were ended so far, as a sign-in that begins now would read it. */
export async function epochOf(mfa: Sallyport, user: User): Promise<string> {
  const sessions: Sessions & { epoch?: (userId: string) => Promise<string> } = mfa.sessions;
  if (sessions.epoch) return sessions.epoch(user.id);

  const start = await mfa.beginSignIn({ user, transport: "session", context: {} });
  if (!start.mfaRequired) return start.epoch;
  throw new Error("loginAs() of sallyport/testing can't yet sign in a user who has a second factor of their own");
}
