import { amrOf, MfaError, type SessionStats, type SessionSummary } from "@sallyport/core";
import type { Request } from "express";
import { completeSignIn } from "./complete-sign-in.ts";
import { forget } from "./request-session.ts";
import { subjectOf, type RequestState } from "./request-state.ts";
import type { VerifyAnswer } from "./second-step.ts";

/** What a user does with their sessions; what the `/sessions` routes do. */
export interface RequestSessions {
  /** What `GET /sessions` does. */
  listSessions(): Promise<readonly SessionSummary[]>;
  /** What `GET /sessions/stats` does. */
  sessionStats(): Promise<SessionStats>;
  /** What `DELETE /sessions/:id` does. */
  endSession(id: string): Promise<void>;
  /** What `POST /sessions/invalidate-all` does. Returns how many ended. */
  invalidateSessions(options?: { readonly includeCurrent?: boolean | undefined }): Promise<number>;
  /** What `POST /sessions/extend/:id` does. */
  extendSession(id: string): Promise<{ readonly expiresAt: Date }>;
  /** Ends a session in favour of a sign-in that met a full cap (`whenFull: "ask"`); what `POST /sessions/replace` does. */
  replaceSession(choice: { readonly challengeToken: string; readonly sessionId: string }): Promise<VerifyAnswer>;
}

export function managing(req: Request, state: RequestState): RequestSessions {
  const { suite } = state;
  const { sessions } = suite;

  /** Nothing is left to save, and no cookie to set. */
  function leave(): void {
    forget(req);
    state.session = undefined;
    state.user = undefined;
  }

  return {
    listSessions: async () => {
      const { user, sessionId } = full(state);
      return sessions.list(user.id, sessionId);
    },
    sessionStats: async () => sessions.stats(full(state).user.id, state.cap),
    endSession: async (id) => {
      const subject = full(state);
      await sessions.endOwn({ subject, id });
      if (id === subject.sessionId) leave();
    },
    invalidateSessions: async ({ includeCurrent = false } = {}) => {
      const ended = await sessions.invalidateOwn({ subject: full(state), includeCurrent });
      if (includeCurrent) leave();
      return ended;
    },
    extendSession: async (id) => {
      const { user, context } = full(state);
      return sessions.extend({ userId: user.id, id, context });
    },
    replaceSession: async ({ challengeToken, sessionId }) => {
      if (state.outage) throw state.outage;
      const heldKey = state.session?.pending?.key;
      const ready = await suite.chooseSession({ challengeToken, sessionId, heldKey, context: state.context });
      const transport = heldKey === undefined ? "token" : "session";
      const { extra } = await completeSignIn({ ...ready, req, state, transport });
      return { ...extra, verified: true, amr: amrOf(ready.proofs, ready.amr) };
    },
  };
}

function full(state: RequestState): ReturnType<typeof subjectOf> {
  const subject = subjectOf(state);
  if (subject.stage !== "full") throw new MfaError("ERR-MFA-REQUIRED");
  return subject;
}
