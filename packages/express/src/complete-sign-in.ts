import { MfaError } from "@sallyport/core";
import type { Completed, Completion } from "./completion.ts";
import { clientOf } from "./client-change.ts";
import { completeTokenSignIn } from "./complete-token-sign-in.ts";
import { unlessGone } from "./load-session.ts";
import { parkForChoice } from "./park-sign-in.ts";
import { discard, forget, renew, save, type PreviousSession } from "./request-session.ts";
import type { RequestState } from "./request-state.ts";
import { writeState, type SessionState } from "./session-state.ts";
import { tellApp } from "./tell-app.ts";

/**
 * A session of a new id into the index, the app's `onSignedIn`, one save, in that order. If anything fails, the index
 * forgets it, no cookie is set, and nobody is signed in; the session that the browser had before stays what it was.
 */
export async function completeSignIn(completion: Completion): Promise<Completed> {
  if (completion.transport === "token") return completeTokenSignIn(completion);
  const { req, state, user } = completion;
  const before = state.session;
  const isSame = before === undefined || before.userId === user.id;
  const shard = state.suite.sessions.shardOf(user.id);
  const previous = renew(req, { shard, keepFields: isSame });

  const id = await begin(completion, before?.stage === "full" && isSame ? previous.id : undefined, previous);
  const session: SessionState = {
    ...{ userId: user.id, stage: "full", proofs: completion.proofs, amr: completion.amr, id, shard },
    ...{ mustEnroll: completion.mustEnroll, deviceId: completion.deviceId },
    signedInAt: state.suite.settings.clock.now(),
    client: clientOf(state),
  };
  const extra = await store(completion, session);
  await discard(req, previous);
  if (before?.id !== undefined && !isSame)
    await state.suite.sessions.end({ userId: before.userId, id: before.id, reason: "sign_out" }).catch(unlessGone);
  state.session = session;
  state.user = user;
  return { sessionId: id, extra };
}

async function begin(completion: Completion, replaces: string | undefined, previous: PreviousSession): Promise<string> {
  const { req, state, user, epoch, proofs } = completion;
  const { cap, context, suite } = state;
  try {
    const { id } = await suite.sessions.begin({ user, key: req.sessionID, epoch, proofs, cap, replaces, context });
    return id;
  } catch (error) {
    if (error instanceof MfaError && error.code === "ERR-SESSION-LIMIT" && asks(state))
      throw await parkForChoice({ ...completion, previous, refusal: error });
    forget(req);
    throw error;
  }
}

function asks({ cap, suite }: RequestState): boolean {
  return (cap?.whenFull ?? suite.settings.sessions.whenFull) === "ask";
}

/** `onSignedIn` and the save; what fails here takes the session out of the index again. */
async function store(completion: Completion, session: SessionState): Promise<Readonly<Record<string, unknown>>> {
  const { req, state } = completion;
  const { userId, shard = "", id = "" } = session;
  const key = req.sessionID;
  try {
    writeState(req, session);
    const extra = await tellApp({ ...completion, reason: "sign-in", sessionId: id });
    // `req.login` of passport may have made a new session once more: ours goes into the one that is there now.
    if (req.sessionID !== key)
      await state.suite.sessions.replace({ userId, shard, key, to: req.sessionID, changes: {} });
    writeState(req, session);
    await save(req);
    return extra;
  } catch (error) {
    forget(req);
    await state.suite.sessions.end({ userId, id, reason: "not_stored" }).catch(() => undefined);
    throw error;
  }
}
