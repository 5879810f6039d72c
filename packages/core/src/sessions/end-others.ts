import type { Parts } from "../parts.ts";
import type { DurableStores } from "../stores/ports.ts";
import type { Subject } from "../subject.ts";
import { endAllSessions } from "./end.ts";

/**
 * A user's other sessions end when what they sign in with changes (ASVS 7.4.3): whoever else is in must show the new
 * factors. Part of the transaction of the change: both happen, or neither.
 */
export async function endOthersAfterChange(parts: Parts, stores: DurableStores, subject: Subject): Promise<void> {
  if (!parts.settings.sessions.endOthersOnChange) return;
  await endAllSessions(
    { ...parts, durable: stores },
    { userId: subject.user.id, except: subject.sessionId, reason: "factor_changed", context: subject.context },
  );
}
