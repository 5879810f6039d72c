import type { RequestHandler } from "express";
import session from "express-session";
import type { Sallyport } from "./sallyport.ts";
import { withSessionStoreDeadline } from "./session-store-deadline.ts";

/** The app is served over TLS, as its first origin says; on plain http (localhost alone) browsers know no `__Host-`. */
export function isSecure(suite: Sallyport): boolean {
  return suite.settings.origins[0]?.startsWith("https://") ?? false;
}

/** The express-session that apps without one get, with the cookie of ASVS 3.3.1–3.3.4. */
export function ownSession(suite: Sallyport): RequestHandler {
  const secure = isSecure(suite);
  return session({
    name: secure ? "__Host-sallyport" : "sallyport",
    // Signed under keys of our own key ring: a key that is retired there is retired here.
    secret: suite.deriveKeys("session-cookie").map((key) => Buffer.from(key).toString("base64")),
    store: withSessionStoreDeadline(suite.http.sessionStore),
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
}
