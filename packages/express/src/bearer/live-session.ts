import { MfaError, type EndReason } from "@sallyport/core";
import type { Sallyport } from "../sallyport.ts";
import { sessionKey } from "./session-key.ts";

/** The session that a token names. */
export interface NamedSession {
  readonly userId: string;
  /** The public handle: its `sid`. */
  readonly id: string;
}

/** A session that lives, and its key in the index where it has no cookie; or why it is no more. */
export type NamedLiveness =
  | { readonly live: true; readonly key: string | undefined }
  | { readonly live: false; readonly reason: EndReason | undefined };

/** The idle deadline of sessions that are only known by their handle moves by quarters: each move is recorded. */
const MOVES = 4;

/** One look at the index for a session that began with a token. Nobody's but this user's: it is looked for among theirs. */
export async function findLive(suite: Sallyport, named: NamedSession): Promise<NamedLiveness> {
  const { userId, id } = named;
  const shard = suite.sessions.shardOf(userId);
  const key = sessionKey(suite, { shard, id });
  const liveness = await suite.sessions.touch({ userId, shard, key });
  if (liveness.live) return { live: true, key };
  return liveness.reason === undefined ? findByHandle(suite, named) : liveness;
}

/** A session under a cookie, or from before a change of keys. */
async function findByHandle(suite: Sallyport, named: NamedSession): Promise<NamedLiveness> {
  const { sessions, settings } = suite;
  const { userId, id } = named;
  const found = (await sessions.list(userId)).find((session) => session.id === id);
  if (!found) return { live: false, reason: await whyEnded(suite, named) };

  const unseenMs = settings.clock.now().getTime() - found.lastSeenAt.getTime();
  if (unseenMs * MOVES > settings.sessions.idleSeconds * 1000) {
    try {
      await sessions.extend(named);
    } catch (error) {
      // It has ended since it was listed.
      if (error instanceof MfaError && error.code === "ERR-NOT-FOUND") return { live: false, reason: undefined };
      throw error;
    }
  }
  return { live: true, key: undefined };
}

/** A courtesy: without an answer, the refusal has no reason. */
async function whyEnded({ sessions }: Sallyport, { userId, id }: NamedSession): Promise<EndReason | undefined> {
  const history = await sessions.history(userId).catch(() => []);
  return history.find((session) => session.id === id)?.endReason ?? undefined;
}
