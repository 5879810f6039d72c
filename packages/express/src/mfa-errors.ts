import { MfaError } from "@sallyport/core";
import type { ErrorRequestHandler } from "express";
import { sendProblem } from "./problem.ts";

/**
 * Turns the refusals that the app's own routes meet (`req.mfa.signIn` while a store is down, for example) into problem
 * documents. Mount it last. Every other error goes on to the app's own handler untouched.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { mfaErrors } from "sallyport";
 *
 * const app = express();
 * app.use(mfaErrors());
 * ```
 */
export function mfaErrors(): ErrorRequestHandler {
  return function mfaErrorsMiddleware(error: unknown, req, res, next) {
    if (error instanceof MfaError && !res.headersSent) sendProblem({ req, res, error });
    else next(error);
  };
}
