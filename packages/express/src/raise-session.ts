import type { Proof } from "@sallyport/core";
import type { Request } from "express";
import { discard, forget, renew, save } from "./request-session.ts";
import type { RequestState } from "./request-state.ts";
import { writeState, type SessionState } from "./session-state.ts";

/**
 * A new id for a full session, with the proofs that it has now: at each proof and each change of methods (SECURITY.md E1).
 * Stored first, moved in the index second, in one step: until then the old id holds, from then on the new one. A store that
 * fails in between signs nobody out.
 */
export async function raiseSession(given: {
  req: Request;
  state: RequestState;
  proofs?: readonly Proof[];
}): Promise<void> {
  const { req, state } = given;
  if (!state.session) return;
  const { userId, shard = "", changedAt: _settled, ...rest } = state.session;
  const proofs = given.proofs ?? rest.proofs;
  const raised: SessionState = { ...rest, userId, shard, proofs };

  const previous = renew(req, { shard, keepFields: true });
  const next = { id: req.sessionID };
  try {
    writeState(req, raised);
    await save(req);
    await state.suite.sessions.replace({ userId, shard, key: previous.id, to: next.id, changes: { proofs } });
  } catch (error) {
    await discard(req, next);
    forget(req);
    throw error;
  }
  await discard(req, previous);
  state.session = raised;
}
