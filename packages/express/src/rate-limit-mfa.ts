import { MfaError } from "@sallyport/core";
import type { RequestHandler } from "express";
import { sendProblem } from "./problem.ts";
import { stateOf } from "./request-state.ts";
import { requestRules } from "./rate-limit/default-rules.ts";
import { judgeLimits, type Judged } from "./rate-limit/judge-limits.ts";
import { refuseInsideRequest } from "./rate-limit/names.ts";
import { resolveRules } from "./rate-limit/resolve-rules.ts";
import type { RateLimitRule } from "./rate-limit/rule.ts";

/**
 * Limits requests. Without a rule it protects the whole of Sallyport, wherever it is mounted after `mfaSession`: 120
 * requests a minute per user and address, and of tries of a code or a password (at any route, `req.mfa.verify` included) 5
 * in 5 minutes per user and address, 30 a minute and 200 an hour per address. The budget of guesses per user
 * (docs/limits.md) holds beside it, and without it.
 *
 * With rules, all are counted in one step; where one refuses, none is charged, and the strictest answers: 429
 * `ERR-MFA-RATE-LIMITED` with `Retry-After`. `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers) are
 * on every answer.
 *
 * @param rules - One rule or several.
 * @throws `SallyportConfigError` for a rule that can't be meant so; at the first request for a name that is taken, and for
 * `trust proxy: true`.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { createSallyport, mfaRouter, mfaSession, rateLimitMfa } from "sallyport";
 * import { users } from "./my-app.js";
 *
 * const mfa = await createSallyport({ issuer: "Acme Bank", origin: "https://bank.example", users });
 * const app = express();
 * app.set("trust proxy", 1);
 * app.use(mfaSession(mfa), rateLimitMfa());
 * app.use("/api/v1", mfaRouter());
 * app.post("/login", rateLimitMfa({ name: "login", limit: 20, windowSeconds: 60, key: "address" }));
 * ```
 */
export function rateLimitMfa(rules?: RateLimitRule | readonly RateLimitRule[]): RequestHandler {
  refuseInsideRequest();
  const isDefault = rules === undefined;
  const resolved = isDefault ? requestRules : resolveRules([rules].flat());

  return function rateLimitMfaMiddleware(req, res, next) {
    const state = stateOf(req, "rateLimitMfa");
    if (isDefault) state.limitsGuesses = true;
    answer({ req, state, rules: resolved }, next).catch(next);
  };
}

async function answer(judged: Judged, next: Parameters<RequestHandler>[2]): Promise<void> {
  const { req, state } = judged;
  const { res } = state;
  const refusal = await judgeLimits(judged).catch((error: unknown) => {
    if (error instanceof MfaError) return { rule: undefined, error };
    throw error;
  });
  if (!refusal) {
    next();
    return;
  }
  const { rule, error } = refusal;
  if (rule?.onLimited)
    rule.onLimited(req, res, next, { name: rule.name, retryAfterSeconds: error.retryAfterSeconds ?? 1 });
  else sendProblem({ req, res, error });
}
