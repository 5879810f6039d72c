import { MfaError } from "@sallyport/core";
import type { Completion } from "./completion.ts";
import { discard, renew, save, type PreviousSession } from "./request-session.ts";
import { writeState, type SessionState } from "./session-state.ts";

/**
 * A sign-in that met a full cap waits for its user to choose which session ends (`whenFull: "ask"`). In a browser it waits
 * in the session, and only there can it go on; the answer carries the one-time token either way.
 */
export async function parkForChoice(
  given: Completion & { previous: PreviousSession; refusal: MfaError },
): Promise<MfaError> {
  const { req, state, user, proofs, amr, epoch, transport, mustEnroll, deviceId, previous, refusal } = given;
  const { suite } = state;
  const parked = await suite.parkSignIn({ user, proofs, amr, epoch, transport, mustEnroll, deviceId });
  const { challengeToken, expiresAt } = parked;
  if (transport === "session") {
    const session: SessionState = {
      ...{ userId: user.id, stage: "pending", proofs, amr, signedInAt: suite.settings.clock.now() },
      pending: { key: parked.challengeKey, expiresAt, methods: [] },
    };
    // No shard in its id: there is nothing in the index yet.
    renew(req, { shard: undefined, keepFields: true });
    writeState(req, session);
    await save(req);
    await discard(req, previous);
    state.session = session;
    state.user = user;
  }
  return new MfaError("ERR-SESSION-LIMIT", { members: { ...refusal.members, challengeToken, expiresAt } });
}
