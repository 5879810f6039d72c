import { MfaError, SallyportConfigError, type RequestContext } from "@sallyport/core";
import type { Request, RequestHandler } from "express";
import { createRequestMfa } from "./request-mfa.ts";
import { attach, find, type RequestState } from "./request-state.ts";
import { ownSession } from "./own-session.ts";
import type { Sallyport } from "./sallyport.ts";
import { readState } from "./session-state.ts";

/**
 * Puts `req.mfa` on every request. Uses the app's express-session where one is mounted before it, else its own.
 * A store that is down breaks no unguarded route: the request goes on, and the guards answer 503.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { createSallyport, mfaSession } from "sallyport";
 * import { users } from "./my-app.js";
 *
 * const mfa = await createSallyport({ issuer: "Acme Bank", origin: "https://bank.example", users });
 * const app = express();
 * app.use(mfaSession(mfa));
 * ```
 */
export function mfaSession(mfa: Sallyport): RequestHandler {
  requireSuite(mfa);
  const mountOwn = ownSession(mfa);

  return function mfaSessionMiddleware(req, res, next) {
    if (find(req)) {
      next();
      return;
    }
    const state: RequestState = {
      suite: mfa,
      res,
      context: contextOf(req),
      ownsCookie: !hasSession(req),
      session: undefined,
      user: undefined,
      outage: undefined,
    };
    attach(req, state);
    req.mfa = createRequestMfa(req, state);
    const loaded = (error?: unknown): void => {
      load({ req, state, error }).then(() => {
        next();
      }, next);
    };
    if (state.ownsCookie) mountOwn(req, res, loaded);
    else loaded();
  };
}

/** Read when something is recorded, not before: most requests record nothing. */
function contextOf(req: Request): RequestContext {
  return {
    get ip() {
      return req.ip;
    },
    get userAgent() {
      return req.get("user-agent");
    },
    get requestId() {
      return req.get("x-request-id");
    },
  };
}

async function load({ req, state, error }: { req: Request; state: RequestState; error: unknown }): Promise<void> {
  if (error) {
    state.outage = new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause: error });
    return;
  }
  const session = readState(req);
  if (!session) return;

  const { clock, sessions } = state.suite.settings;
  const endsAt = session.signedInAt.getTime() + sessions.absoluteSeconds * 1000;
  if (clock.now().getTime() >= endsAt) return;

  try {
    state.user = (await state.suite.findUser(session.userId)) ?? undefined;
    state.session = state.user && session;
  } catch (cause) {
    state.outage = cause instanceof MfaError ? cause : new MfaError("ERR-UNAVAILABLE", { cause });
  }
}

function hasSession(req: Request): boolean {
  return "session" in req && typeof req.session === "object";
}

function requireSuite(mfa: Sallyport): void {
  const given: unknown = mfa;
  if (typeof given === "object" && given !== null && "http" in given && "settings" in given) return;
  throw new SallyportConfigError([
    {
      code: "CONFIG-SUITE-MISSING",
      option: "mfaSession",
      reason: "it was not given a suite",
      remedy: "Write mfaSession(await createSallyport({ … })); createSallyport returns a promise",
    },
  ]);
}
