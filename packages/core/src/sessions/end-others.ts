import type { Parts } from "../parts.ts";
import type { Subject } from "../subject.ts";
import { endAllSessions } from "./end.ts";

/**
 * A user's other sessions end when what they sign in with changes (ASVS 7.4.3): whoever else is in must show the new
 * factors. Part of the transaction of the change: both happen, or neither.
 */
export async function endOthersAfterChange(within: Parts, subject: Subject): Promise<void> {
  if (!within.settings.sessions.endOthersOnChange) return;
  const { user, sessionId: except, context } = subject;
  await endAllSessions(within, { userId: user.id, except, reason: "factor_changed", context });
}
