import type { Request } from "express";
import { discard, renew } from "../request-session.ts";

/**
 * Takes the request's cookie session away: what comes with a token never mixes with it. The app finds an empty
 * `req.session`, which it may write to; express-session keeps no session that has no id, and sets no cookie for it.
 */
export function detachSession(req: Request): void {
  renew(req, { shard: undefined, keepFields: false });
  Reflect.deleteProperty(req, "sessionID");
}

/**
 * Runs code of the app that may use the session as it does for browsers (`req.login` of passport makes a new one, and
 * stores it): what it leaves there is dropped.
 */
export async function withoutCookie<T>(req: Request, work: () => Promise<T>): Promise<T> {
  renew(req, { shard: undefined, keepFields: false });
  try {
    return await work();
  } finally {
    await discard(req, { id: req.sessionID });
    detachSession(req);
  }
}
