import { MfaError } from "@sallyport/core";
import type { ErrorRequestHandler, RequestHandler, Router as ExpressRouter } from "express";
import Router from "router";
import { sendProblem } from "./problem.ts";
import { parseBody } from "./router/body.ts";
import { refuseCrossSite } from "./router/cross-site.ts";
import { securityHeaders } from "./router/headers.ts";
import { regenerateBackupCodes } from "./router/mfa/backup-codes-regenerate.ts";
import { challenge } from "./router/mfa/challenge.ts";
import { disable } from "./router/mfa/disable.ts";
import { changeMethod, listMethods, removeMethod } from "./router/mfa/methods.ts";
import { setupEmail } from "./router/mfa/setup-email.ts";
import { setupSms } from "./router/mfa/setup-sms.ts";
import { setupTotp } from "./router/mfa/setup-totp.ts";
import { status } from "./router/mfa/status.ts";
import { verifyPassword } from "./router/mfa/verify-password.ts";
import { verifyEmail, verifySms } from "./router/mfa/verify-sent.ts";
import { verifyTotp } from "./router/mfa/verify-totp.ts";
import { verify, verifyBackup } from "./router/mfa/verify.ts";
import { health } from "./router/sessions/health.ts";
import {
  endSession,
  extendSession,
  invalidateAll,
  listSessions,
  replaceSession,
  sessionStats,
} from "./router/sessions/sessions.ts";
import { route, type Caller, type Route } from "./router/route.ts";

/** Every call of the router, in one place. */
const ROUTES: readonly (readonly ["get" | "post" | "patch" | "delete", string, Caller, Route])[] = [
  ["get", "/mfa/status", "signed-in", status],
  ["get", "/mfa/methods", "signed-in", listMethods],
  ["patch", "/mfa/methods/:id", "signed-in", changeMethod],
  ["delete", "/mfa/methods/:id", "signed-in", removeMethod],
  ["post", "/mfa/setup/totp", "signed-in", setupTotp],
  ["post", "/mfa/verify/totp", "signed-in", verifyTotp],
  ["post", "/mfa/setup/sms", "signed-in", setupSms],
  ["post", "/mfa/verify/sms", "signed-in", verifySms],
  ["post", "/mfa/setup/email", "signed-in", setupEmail],
  ["post", "/mfa/verify/email", "signed-in", verifyEmail],
  ["post", "/mfa/challenge", "anyone", challenge],
  ["post", "/mfa/verify", "anyone", verify],
  ["post", "/mfa/verify/backup", "anyone", verifyBackup],
  ["post", "/mfa/verify-password", "signed-in", verifyPassword],
  ["post", "/mfa/backup-codes/regenerate", "signed-in", regenerateBackupCodes],
  ["post", "/mfa/disable", "signed-in", disable],
  ["get", "/sessions", "signed-in", listSessions],
  ["get", "/sessions/stats", "signed-in", sessionStats],
  ["get", "/sessions/health", "anyone", health],
  ["delete", "/sessions/:id", "signed-in", endSession],
  ["post", "/sessions/invalidate-all", "signed-in", invalidateAll],
  ["post", "/sessions/extend/:id", "signed-in", extendSession],
  ["post", "/sessions/replace", "anyone", replaceSession],
];

const OURS = ["/mfa", "/sessions"];

/**
 * The HTTP calls of Sallyport (docs/http.md), to be mounted where you like. Brings its own JSON parser, limits and
 * headers; what lies outside `/mfa` and `/sessions` is left to the app.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { mfaRouter } from "sallyport";
 *
 * const app = express();
 * app.use("/api/v1", mfaRouter());
 * ```
 */
export function mfaRouter(): RequestHandler {
  // Express' own router as a package, so that one of ours serves Express 4 and 5; its types only know Node's request.
  const router = Router() as unknown as ExpressRouter;
  router.use(OURS, securityHeaders(), refuseCrossSite(), parseBody());
  for (const [method, path, caller, handle] of ROUTES) router[method](path, route(caller, handle));
  router.use(OURS, notFound, asProblem);

  return function mfaRouterMiddleware(req, res, next) {
    router(req, res, next);
  };
}

const notFound: RequestHandler = (req, res) => {
  sendProblem({ req, res, error: new MfaError("ERR-NOT-FOUND") });
};

/** Path parameters that can't be decoded (`%E0%A4`) come from the router itself, with a status of 400. */
const asProblem: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (error instanceof MfaError) sendProblem({ req, res, error });
  else if (error instanceof URIError || (error instanceof Error && "status" in error && error.status === 400))
    sendProblem({ req, res, error: new MfaError("ERR-NOT-FOUND") });
  else next(error);
};
