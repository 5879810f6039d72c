import type { Parts } from "../parts.ts";
import { endAllSessions } from "../sessions/end.ts";
import { shardsOf } from "../sessions/shard.ts";
import { askIndex } from "../sessions/whole-index.ts";

/**
 * Ends all sessions of a person who is erased. Nobody is told by an event: it would name the person once more. How many there
 * were stands in the one of the erasure.
 */
export async function endSessions(parts: Parts, userId: string): Promise<number> {
  await dropPayloads(parts, userId);
  const silent = { ...parts.recorder, record: () => Promise.resolve() };
  return endAllSessions({ ...parts, recorder: silent }, { userId, reason: "account_disabled" });
}

/**
 * What the app keeps in sessions goes while the index still knows where it is. Elsewhere it is tidied away afterwards, and what
 * an error or a crash leaves behind expires; here it is what has to go. What a request writes meanwhile goes with the end.
 */
async function dropPayloads(parts: Parts, userId: string): Promise<void> {
  for (const shard of shardsOf(parts, userId)) {
    const { sessions } = await askIndex(parts, { userId, shard }, () => parts.sessionIndex.list(shard));
    if (sessions.length > 0) await parts.payloads?.remove(sessions.map(({ key }) => key));
  }
}
