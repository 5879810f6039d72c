import { MfaError } from "@sallyport/core";
import { withoutCookie } from "./bearer/detached-session.ts";
import { sessionKey } from "./bearer/session-key.ts";
import type { Completed, Completion } from "./completion.ts";
import type { SessionState } from "./session-state.ts";
import { createSessionId } from "./session-store/session-id.ts";
import { tellApp } from "./tell-app.ts";

/**
 * A sign-in of a client without cookies: its session lives in the index alone. It is listed, counts in the cap and can be
 * ended; what leads to it is the `sid` of the app's access token. If `onSignedIn` fails, the index forgets it. A cookie on
 * the same request stays what it was.
 */
export async function completeTokenSignIn(completion: Completion): Promise<Completed> {
  const { req, state, user, proofs, amr, mustEnroll } = completion;
  const { sessions } = state.suite;
  const shard = sessions.shardOf(user.id);
  const begunAs = createSessionId(state.suite.settings.random, shard);
  const id = await begin(completion, begunAs);
  try {
    const key = sessionKey(state.suite, { shard, id });
    await sessions.replace({ userId: user.id, shard, key: begunAs, to: key, changes: {} });
    const extra = await withoutCookie(req, () => tellApp({ ...completion, reason: "sign-in", sessionId: id }));
    const session: SessionState = {
      ...{ userId: user.id, stage: "full", proofs, amr, id, shard, mustEnroll, bearer: { key } },
      signedInAt: state.suite.settings.clock.now(),
    };
    state.session = session;
    state.user = user;
    return { sessionId: id, extra };
  } catch (error) {
    await sessions.end({ userId: user.id, id, reason: "not_stored" }).catch(() => undefined);
    throw error;
  }
}

async function begin({ req: _req, state, ...ready }: Completion, key: string): Promise<string> {
  const { user, proofs, epoch } = ready;
  const { suite, cap, context } = state;
  try {
    const { id } = await suite.sessions.begin({ user, key, epoch, proofs, cap, context });
    return id;
  } catch (error) {
    if (!(error instanceof MfaError) || error.code !== "ERR-SESSION-LIMIT") throw error;
    if ((cap?.whenFull ?? suite.settings.sessions.whenFull) !== "ask") throw error;
    const { challengeToken, expiresAt } = await suite.parkSignIn(ready);
    throw new MfaError("ERR-SESSION-LIMIT", { members: { ...error.members, challengeToken, expiresAt } });
  }
}
