import { MfaError } from "@sallyport/core";
import type { Request, RequestHandler } from "express";
import { admit } from "./bearer/admit.ts";
import { checkOptions, type CheckedOptions } from "./bearer/check-options.ts";
import { detachSession } from "./bearer/detached-session.ts";
import type { BearerOptions } from "./bearer/options.ts";
import { readHeader, type Presented } from "./bearer/read-header.ts";
import { refuseToken, type Refusal } from "./bearer/refusal.ts";
import { verifyToken } from "./bearer/verify-token.ts";
import { stateOf, type RequestState } from "./request-state.ts";

/**
 * Lets clients in that send an access token (`Authorization: Bearer`, a JWT) instead of a cookie: `req.mfa`, `requireMfa` and
 * the calls of the router then work as for browsers. Mount it after `mfaSession`. A token wins over a cookie on the same
 * request, and they never mix; requests without a token go on untouched.
 *
 * A token that is not accepted is answered 401 `ERR-UNAUTHENTICATED` with `WWW-Authenticate: Bearer
 * error="invalid_token"` (RFC 6750 §3.1), with `reason` where its session has ended. Where keys, users or sessions can't be
 * read, nobody is let in, and the guards answer 503 `ERR-UNAVAILABLE`.
 *
 * @param options - `issuer`, `audience` and `keys` are required. `algorithms`: the allow-list; by default what the keys
 * are for. `clockToleranceSeconds`: default 0. `requireSession`: refuse tokens without `sid`.
 * @returns A middleware.
 * @throws `SallyportConfigError` for unknown or malformed options, at start; for secrets of less than 32 bytes; for a key
 * where a secret belongs. RFC 8725.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { bearer, createSallyport, mfaRouter, mfaSession, requireMfa } from "sallyport";
 * import { users } from "./my-app.js";
 *
 * const mfa = await createSallyport({ issuer: "Acme Bank", origin: "https://bank.example", users });
 * const app = express();
 * app.use(mfaSession(mfa));
 * app.use(bearer({ issuer: "https://bank.example", audience: "api", keys: "https://bank.example/jwks.json" }));
 * app.use("/api/v1", mfaRouter());
 * app.get("/account", requireMfa(), (req, res) => res.json({ id: req.mfa.user?.id }));
 * ```
 */
export function bearer(options: BearerOptions): RequestHandler {
  const checked = checkOptions(options);

  return function bearerMiddleware(req, res, next) {
    const state = stateOf(req, "bearer");
    const presented = readHeader(req);
    if (!presented) {
      next();
      return;
    }
    settle({ req, state, presented, options: checked }).then((refusal) => {
      if (refusal) refuseToken({ req, res, refusal });
      else next();
    }, next);
  };
}

interface Arrival {
  readonly req: Request;
  readonly state: RequestState;
  readonly presented: Presented;
  readonly options: CheckedOptions;
}

/** Whoever the cookie was of is forgotten first. An outage is kept for the guards: it breaks no route that needs nobody. */
async function settle({ req, state, presented, options }: Arrival): Promise<Refusal | undefined> {
  detachSession(req);
  Object.assign(state, NOBODY);
  if (presented.token === undefined) return { refused: "The header is malformed" };
  const { clock, logger } = state.suite.settings;
  try {
    const verified = await verifyToken(presented.token, { options, now: clock.now() });
    if ("refused" in verified) return verified;
    return await admit({ state, claims: verified.claims, requireSession: options.requireSession });
  } catch (error) {
    if (!(error instanceof MfaError)) throw error;
    const { cause, code } = error;
    logger.error("an access token could not be looked at", { error: cause instanceof Error ? cause.message : code });
    state.outage = error;
    return undefined;
  }
}

const NOBODY = { session: undefined, user: undefined, outage: undefined, endReason: undefined } as const;
