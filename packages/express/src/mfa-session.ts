import { maskAddress, SallyportConfigError, type ClientHints, type RequestContext } from "@sallyport/core";
import type { Request, RequestHandler } from "express";
import { createRequestMfa } from "./create-request-mfa.ts";
import { loadSession } from "./load-session.ts";
import { hasSession } from "./request-session.ts";
import { remember } from "./remember.ts";
import { attach, find, type RequestState } from "./request-state.ts";
import type { Sallyport } from "./sallyport.ts";
import type { Verdict } from "./session-store/live-store.ts";
import { ownSession } from "./session-store/own-session.ts";
import { preferredLanguage } from "./texts/language.ts";

/** Of how many addresses the masked form is kept at hand. */
const ADDRESSES = 1000;

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
  const loadOwn = ownSession(mfa);
  const mask = remember(maskAddress, ADDRESSES);

  return function mfaSessionMiddleware(req, res, next) {
    if (find(req)) {
      next();
      return;
    }
    const state: RequestState = {
      suite: mfa,
      res,
      context: new ReadContext(req),
      mask,
      ownsCookie: !hasSession(req),
      session: undefined,
      endReason: undefined,
      cap: undefined,
      trust: undefined,
      nextShard: undefined,
      limitsGuesses: false,
      user: undefined,
      outage: undefined,
    };
    attach(req, state);
    req.mfa = createRequestMfa(req, state);
    const settle = (error?: unknown, verdict?: Verdict): void => {
      loadSession({ req, state, error, verdict }).then(() => {
        next();
      }, next);
    };
    if (state.ownsCookie) loadOwn({ req, res }, settle);
    else settle();
  };
}

/** Read when something is recorded, not before: most requests record nothing. A class, since one is made for each of them. */
class ReadContext implements RequestContext {
  readonly #req: Request;

  constructor(req: Request) {
    this.#req = req;
  }

  get ip(): string | undefined {
    // An upgrade of a socket comes as Node's request, which has no `ip`.
    return "ip" in this.#req ? this.#req.ip : (this.#req as Request).socket.remoteAddress;
  }

  get userAgent(): string | undefined {
    return this.#req.headers["user-agent"];
  }

  get clientHints(): ClientHints {
    return clientHints(this.#req);
  }

  get language(): string | undefined {
    return preferredLanguage(this.#req);
  }

  get requestId(): string | undefined {
    return find(this.#req)?.requestId ?? text(this.#req, "x-request-id");
  }
}

function clientHints(req: Request): ClientHints {
  const [brands, platform, mobile] = ["sec-ch-ua", "sec-ch-ua-platform", "sec-ch-ua-mobile"].map((name) =>
    text(req, name),
  );
  return {
    ...(brands === undefined ? {} : { brands }),
    ...(platform === undefined ? {} : { platform }),
    ...(mobile === undefined ? {} : { mobile }),
  };
}

function text(req: Request, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === "string" ? value : undefined;
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
