import { MfaError } from "@sallyport/core";
import type { Request } from "express";
import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { challengeToken, sessionHandle } from "../fields.ts";
import type { Route } from "../route.ts";

const invalidateBody = z.strictObject({ includeCurrent: z.boolean().optional() });
const replaceBody = z.strictObject({ challengeToken, sessionId: sessionHandle });
const emptyBody = z.strictObject({});

/** `GET /sessions` */
export const listSessions: Route = ({ req }) => req.mfa.listSessions();

/** `GET /sessions/stats` */
export const sessionStats: Route = ({ req }) => req.mfa.sessionStats();

/** `DELETE /sessions/:id` */
export const endSession: Route = async ({ req }) => {
  await req.mfa.endSession(idOf(req));
  return { ended: true };
};

/** `POST /sessions/invalidate-all` */
export const invalidateAll: Route = async ({ req }) => ({
  ended: await req.mfa.invalidateSessions(fieldsOf(req, invalidateBody)),
});

/** `POST /sessions/extend/:id` */
export const extendSession: Route = async ({ req }) => {
  fieldsOf(req, emptyBody);
  return req.mfa.extendSession(idOf(req));
};

/** `POST /sessions/replace`: the choice of a user whose sign-in met a full cap. */
export const replaceSession: Route = ({ req }) => req.mfa.replaceSession(fieldsOf(req, replaceBody));

/** A handle that can't be one looks like one that is not there. */
function idOf(req: Request): string {
  const parsed = sessionHandle.safeParse(req.params["id"]);
  if (!parsed.success) throw new MfaError("ERR-NOT-FOUND");
  return parsed.data;
}
