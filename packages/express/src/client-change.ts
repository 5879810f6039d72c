import { describeDevice, sameBrowser } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "./request-state.ts";
import { writeState, type SessionClient, type SessionState } from "./session-state.ts";

/** Who asks, as far as a session is compared with it. */
export function clientOf({ context, mask }: RequestState): SessionClient {
  const { ip, userAgent } = context;
  return { ip: ip === undefined ? undefined : mask(ip), userAgent };
}

/**
 * Notices that a session goes on from another network or another browser: a stolen cookie looks like this, and so does a
 * train ride. It is recorded once a change, the list shows the new place, and (`onChange: "step-up"`) the proofs from
 * before it count no more.
 */
export function noteChange(given: {
  req: Request;
  state: RequestState;
  session: SessionState;
}): Promise<SessionState> | SessionState {
  const { state, session } = given;
  const before = session.client ?? {};
  const after = clientOf(state);
  const isSame = before.ip === after.ip && before.userAgent === after.userAgent;
  return isSame ? session : recordChange({ ...given, before, after });
}

async function recordChange(given: {
  req: Request;
  state: RequestState;
  session: SessionState;
  before: SessionClient;
  after: SessionClient;
}): Promise<SessionState> {
  const { req, state, session, before, after } = given;
  const { suite, context } = state;

  const device = describeDevice(context);
  const address = before.ip !== after.ip;
  const browser = !sameBrowser(
    describeDevice({ userAgent: before.userAgent }),
    describeDevice({ userAgent: after.userAgent }),
  );
  const changed = { ...session, client: after };
  if (!address && !browser) {
    writeState(req, changed);
    return changed;
  }
  const { userId, shard = "", id } = session;
  const { sessionID: key } = req;
  const changes = { ip: after.ip, browser: device.browser, os: device.os };
  await suite.sessions.replace({ userId, shard, key, to: key, changes });
  await suite.record({
    type: "session_changed",
    userId,
    context,
    data: { address, browser },
    ...(id ? { sessionId: id } : {}),
  });
  const doubted = { ...changed, changedAt: suite.settings.clock.now() };
  writeState(req, doubted);
  return doubted;
}
