import { MfaError, type Liveness } from "@sallyport/core";
import type { Request } from "express";
import { noteChange } from "./client-change.ts";
import { replaceDead } from "./request-session.ts";
import type { RequestState } from "./request-state.ts";
import type { Verdict } from "./session-store/live-store.ts";
import { readState, type SessionState } from "./session-state.ts";

/** What express-session brought of the request's session. */
export interface Loaded {
  readonly req: Request;
  readonly state: RequestState;
  readonly error: unknown;
  /** What the index said in the same round trip; only for sessions under a cookie of our own. */
  readonly verdict: Verdict | undefined;
}

/**
 * Settles who the request is from. An outage is kept for the guards: it breaks no route that needs nobody.
 */
export async function loadSession(loaded: Loaded): Promise<void> {
  const { state, error } = loaded;
  try {
    if (error) throw asMfaError(error);
    await settle(loaded);
  } catch (cause) {
    state.outage = asMfaError(cause);
  }
}

function asMfaError(cause: unknown): MfaError {
  return cause instanceof MfaError ? cause : new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause });
}

async function settle({ req, state, verdict }: Loaded): Promise<void> {
  const session = readState(verdict ? verdict.stored : req.session.sallyport);
  if (!session) {
    if (verdict?.touch.outcome === "gone") state.endReason = verdict.touch.reason;
    return;
  }
  if (session.stage === "full" && !(await lives({ req, state, session, verdict }))) return;

  const user = await state.suite.findUser(session.userId);
  if (!user) {
    await endDisabled({ req, state, session });
    return;
  }
  state.user = user;
  state.session = session.stage === "full" ? await noteChange({ req, state, session }) : session;
}

interface Found {
  readonly req: Request;
  readonly state: RequestState;
  readonly session: SessionState;
}

async function lives({ req, state, session, verdict }: Found & { verdict: Verdict | undefined }): Promise<boolean> {
  if (verdict?.touch.outcome === "live") return true;
  const { userId, shard = "" } = session;
  const ref = { userId, shard: verdict?.shard ?? shard, key: verdict?.key ?? req.sessionID };
  const liveness: Liveness = await state.suite.sessions.touch(ref, verdict?.touch);
  if (liveness.live) return true;

  state.endReason = liveness.reason;
  if (req.sessionID === ref.key) await replaceDead(req);
  return false;
}

/** An account that is disabled or deleted has no sessions, also when it is enabled again. */
async function endDisabled({ req, state, session }: Found): Promise<void> {
  const { userId, id } = session;
  if (id === undefined) return;
  await state.suite.sessions.end({ userId, id, reason: "account_disabled", context: state.context }).catch(unlessGone);
  state.endReason = "account_disabled";
  await replaceDead(req);
}

/** It had ended already, which is as good. */
export function unlessGone(error: unknown): void {
  if (!(error instanceof MfaError && error.code === "ERR-NOT-FOUND")) throw error;
}
