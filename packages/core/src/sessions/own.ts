import type { Parts } from "../parts.ts";
import { requireRecentProof } from "../policy/authorise.ts";
import { requireFull, type Subject } from "../subject.ts";
import { endAllSessions, endSession } from "./end.ts";

/** A user ends one of their sessions: the one they are in at any time, another one with a recent proof. */
export async function endOwnSession(parts: Parts, { subject, id }: { subject: Subject; id: string }): Promise<void> {
  requireFull(subject);
  if (id !== subject.sessionId) requireRecentProof(parts, subject);
  await endSession(parts, { userId: subject.user.id, id, reason: "ended_by_user", context: subject.context });
}

/** A user signs out everywhere, here as well or not. */
export async function invalidateOwnSessions(
  parts: Parts,
  { subject, includeCurrent }: { subject: Subject; includeCurrent: boolean },
): Promise<number> {
  requireRecentProof(parts, subject);
  return endAllSessions(parts, {
    userId: subject.user.id,
    except: includeCurrent ? undefined : subject.sessionId,
    reason: "ended_by_user",
    context: subject.context,
  });
}
