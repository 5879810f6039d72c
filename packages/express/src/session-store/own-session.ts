import type { NextFunction, Request, Response } from "express";
import session from "express-session";
import { find } from "../request-state.ts";
import type { Sallyport } from "../sallyport.ts";
import { createLiveStore, type Verdict } from "./live-store.ts";
import { createSessionId } from "./session-id.ts";

/** The app is served over TLS, as its first origin says; on plain http (localhost alone) browsers know no `__Host-`. */
export function isSecure(suite: Sallyport): boolean {
  return suite.settings.origins[0]?.startsWith("https://") ?? false;
}

/** Loads the session and says what the index thinks of it, or why neither could be read. */
export type LoadSession = (
  request: { readonly req: Request; readonly res: Response },
  loaded: (error: unknown, verdict: Verdict | undefined) => void,
) => void;

/** The express-session that apps without one get, with the cookie of ASVS 3.3.1–3.3.4. */
export function ownSession(suite: Sallyport): LoadSession {
  const secure = isSecure(suite);
  const live = createLiveStore({ payloads: suite.http.sessionStore, look: suite.sessions.look });
  const handler = session({
    name: secure ? "__Host-sallyport" : "sallyport",
    // Signed under keys of our own key ring: a key that is retired there is retired here.
    secret: suite.deriveKeys("session-cookie").map((key) => Buffer.from(key).toString("base64")),
    store: live.store,
    genid: (req) => createSessionId(suite.settings.random, find(req)?.nextShard),
    cookie: {
      secure,
      httpOnly: true,
      sameSite: "lax",
      path: "/",
      maxAge: suite.settings.sessions.absoluteSeconds * 1000,
    },
    resave: false,
    saveUninitialized: false,
    rolling: false,
  });
  markNewSessions(live.store, live.isNew);

  return ({ req, res }, loaded) => {
    const next: NextFunction = (error?: unknown) => {
      loaded(error, live.verdict());
    };
    handler(req, res, next);
  };
}

/** express-session puts `generate` on the store that it is given; each session made there is new. */
function markNewSessions(store: session.Store, isNew: (made: object) => void): void {
  const own = store as session.Store & { generate(req: Request): void };
  const generate = own.generate.bind(own);
  own.generate = (req) => {
    generate(req);
    isNew(req.session);
  };
}
