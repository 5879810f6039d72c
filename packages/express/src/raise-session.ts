import type { Proof } from "@sallyport/core";
import type { Request } from "express";
import { raiseToken } from "./bearer/raise-token.ts";
import { discard, forget, renew, save } from "./request-session.ts";
import type { RequestState } from "./request-state.ts";
import { writeState, type SessionState } from "./session-state.ts";
import type { AppFields } from "./tell-app.ts";

/**
 * A new id for a full session, with the proofs that it has now: at each proof and each change of methods (SECURITY.md E1).
 * Stored first, moved in the index second, in one step: until then the old id holds, from then on the new one. A store that
 * fails in between signs nobody out.
 *
 * A client with an access token has no id to change: where it has shown more, the app makes a new token, and its fields go
 * into the answer.
 */
export async function raiseSession(given: {
  req: Request;
  state: RequestState;
  proofs?: readonly Proof[];
}): Promise<AppFields> {
  const { req, state } = given;
  const { session, user } = state;
  if (!session || !user) return {};
  if (session.bearer) return given.proofs ? raiseToken({ req, state, user, session, proofs: given.proofs }) : {};
  const { userId, shard = "", changedAt: _settled, ...rest } = session;
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
  return {};
}
