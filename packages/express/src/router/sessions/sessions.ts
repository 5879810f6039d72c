import type { SessionStats } from "@sallyport/core";
import { z } from "zod";
import { session } from "../answers/sessions.ts";
import { verified } from "../answers/signed-in.ts";
import { count, counted, done, instant } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { challengeToken, nothing, sessionHandle } from "../fields.ts";

const stats: z.ZodType<SessionStats> = z.strictObject({
  active: count,
  max: count.nullable(),
  createdLast24h: count,
  byDeviceType: z.strictObject({
    desktop: count.exactOptional(),
    mobile: count.exactOptional(),
    tablet: count.exactOptional(),
    other: count.exactOptional(),
  }),
  oldestCreatedAt: instant.nullable(),
});

/** `GET /sessions` */
export const listSessions: Endpoint = endpoint({
  id: "listSessions",
  summary: "Where the user is signed in",
  answer: z.array(session).readonly(),
  handle: ({ req }) => req.mfa.listSessions(),
});

/** `GET /sessions/stats` */
export const sessionStats: Endpoint = endpoint({
  id: "readSessionStats",
  summary: "Figures about the user's sessions",
  answer: stats,
  handle: ({ req }) => req.mfa.sessionStats(),
});

/** `DELETE /sessions/:id` */
export const endSession: Endpoint = endpoint({
  id: "endSession",
  summary: "Ends a session, one's own as well",
  params: { id: sessionHandle },
  answer: done("ended"),
  refusals: ["ERR-MFA-STEP-UP-REQUIRED"],
  handle: async ({ req, params }) => {
    await req.mfa.endSession(params.id);
    return { ended: true };
  },
});

/** `POST /sessions/invalidate-all` */
export const invalidateAll: Endpoint = endpoint({
  id: "invalidateSessions",
  summary: "Ends all sessions but this one, or this one too",
  body: z.strictObject({ includeCurrent: z.boolean().optional() }),
  answer: counted("ended"),
  refusals: ["ERR-MFA-STEP-UP-REQUIRED"],
  handle: async ({ req, body }) => ({ ended: await req.mfa.invalidateSessions(body) }),
});

/** `POST /sessions/extend/:id` */
export const extendSession: Endpoint = endpoint({
  id: "extendSession",
  summary: "Moves the idle deadline of a session",
  params: { id: sessionHandle },
  body: nothing,
  answer: z.strictObject({ expiresAt: instant }),
  handle: ({ req, params }) => req.mfa.extendSession(params.id),
});

/** `POST /sessions/replace` */
export const replaceSession: Endpoint = endpoint({
  id: "replaceSession",
  summary: "The choice of a user whose sign-in met a full cap: which session ends",
  body: z.strictObject({ challengeToken, sessionId: sessionHandle }),
  answer: verified,
  refusals: ["ERR-MFA-CHALLENGE-INVALID", "ERR-NOT-FOUND", "ERR-SESSION-LIMIT"],
  handle: ({ req, body }) => req.mfa.replaceSession(body),
});
