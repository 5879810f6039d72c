// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client
import type { Nothing, Verified } from "./shared.ts";
import type {
  InvalidateSessionsBody,
  ReplaceSessionBody,
  ListSessionsAnswer,
  ReadSessionStatsAnswer,
  ReadHealthAnswer,
  EndSessionAnswer,
  InvalidateSessionsAnswer,
  ExtendSessionAnswer,
} from "./sessions-words.ts";

/** The calls under `/sessions`. */
export type SessionsCalls = {
  /** Where the user is signed in. */
  readonly "GET /sessions": { readonly answer: ListSessionsAnswer };
  /** Figures about the user's sessions. */
  readonly "GET /sessions/stats": { readonly answer: ReadSessionStatsAnswer };
  /** Whether sessions can be read. */
  readonly "GET /sessions/health": { readonly answer: ReadHealthAnswer };
  /** Ends a session, one's own as well. */
  readonly "DELETE /sessions/:id": { readonly answer: EndSessionAnswer };
  /** Ends all sessions but this one, or this one too. */
  readonly "POST /sessions/invalidate-all": {
    readonly body: InvalidateSessionsBody;
    readonly answer: InvalidateSessionsAnswer;
  };
  /** Moves the idle deadline of a session. */
  readonly "POST /sessions/extend/:id": { readonly body: Nothing; readonly answer: ExtendSessionAnswer };
  /** The choice of a user whose sign-in met a full cap: which session ends. */
  readonly "POST /sessions/replace": { readonly body: ReplaceSessionBody; readonly answer: Verified };
};
