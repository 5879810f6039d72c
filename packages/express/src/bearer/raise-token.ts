import type { Proof, User } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "../request-state.ts";
import type { SessionState } from "../session-state.ts";
import { tellApp, type AppFields } from "../tell-app.ts";
import { withoutCookie } from "./detached-session.ts";

/**
 * A further proof of a client with an access token. The token that it holds says what it said; the app makes a new one in
 * `onSignedIn`, unless the session has ended meanwhile.
 */
export async function raiseToken(given: {
  req: Request;
  state: RequestState;
  user: User;
  session: SessionState;
  proofs: readonly Proof[];
}): Promise<AppFields> {
  const { req, state, user, session, proofs } = given;
  const { userId, shard = "", bearer, amr, id: sessionId, mustEnroll } = session;
  const key = bearer?.key;
  if (key !== undefined) await state.suite.sessions.replace({ userId, shard, key, to: key, changes: { proofs } });
  const news = { req, state, user, proofs, amr, reason: "step-up", sessionId, mustEnroll } as const;
  const extra = await withoutCookie(req, () => tellApp(news));
  state.session = { ...session, proofs };
  return extra;
}
