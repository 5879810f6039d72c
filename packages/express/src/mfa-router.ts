import { MfaError } from "@sallyport/core";
import type { ErrorRequestHandler, RequestHandler, Router as ExpressRouter } from "express";
import Router from "router";
import { markSelfGuarded } from "./guard-mark.ts";
import { sendProblem } from "./problem.ts";
import { parseBody } from "./router/body.ts";
import { refuseCrossSite } from "./router/cross-site.ts";
import { securityHeaders } from "./router/headers.ts";
import { regenerateBackupCodes } from "./router/mfa/backup-codes-regenerate.ts";
import { challenge } from "./router/mfa/challenge.ts";
import { disable } from "./router/mfa/disable.ts";
import { exportOwn } from "./router/mfa/export.ts";
import { changeMethod, listMethods, removeMethod } from "./router/mfa/methods.ts";
import { acceptedPasskeys, passkeyOptions, passkeyVerify } from "./router/mfa/passkey.ts";
import { resume } from "./router/mfa/resume.ts";
import { cancelRecovery, redeemLink, requestRecovery } from "./router/mfa/recovery.ts";
import { listDevices, revokeDevice, revokeDevices } from "./router/mfa/trusted-devices.ts";
import { setupEmail } from "./router/mfa/setup-email.ts";
import { setupSms } from "./router/mfa/setup-sms.ts";
import { setupTotp } from "./router/mfa/setup-totp.ts";
import { status } from "./router/mfa/status.ts";
import { verifyPassword } from "./router/mfa/verify-password.ts";
import { verifyEmail, verifySms } from "./router/mfa/verify-sent.ts";
import { verifyTotp } from "./router/mfa/verify-totp.ts";
import { verify, verifyBackup } from "./router/mfa/verify.ts";
import { setupWebauthn, verifyWebauthn } from "./router/mfa/webauthn.ts";
import { devicesOf, markCompromised, revokeAnyDevice } from "./router/security/devices.ts";
import { listEvents } from "./router/security/events.ts";
import { metrics } from "./router/security/metrics.ts";
import { listPolicies, removePolicy, setPolicy, simulatePolicies } from "./router/security/policies.ts";
import { erase, exportUser } from "./router/security/privacy.ts";
import {
  approveReset,
  cancelReset,
  endSessions,
  extendGrace,
  readUser,
  resetMfa,
  sendEnrollmentLink,
  unlock,
} from "./router/security/users.ts";
import { health } from "./router/sessions/health.ts";
import {
  endSession,
  extendSession,
  invalidateAll,
  listSessions,
  replaceSession,
  sessionStats,
} from "./router/sessions/sessions.ts";
import { openApi } from "./router/openapi/document.ts";
import { route, type Route } from "./router/route.ts";

/** Every call of the router, in one place. */
const ROUTES: readonly Route[] = [
  ["get", "/mfa/status", "enrolling", status],
  ["get", "/mfa/methods", "enrolling", listMethods],
  ["patch", "/mfa/methods/:id", "signed-in", changeMethod],
  ["delete", "/mfa/methods/:id", "signed-in", removeMethod],
  ["post", "/mfa/setup/totp", "enrolling", setupTotp],
  ["post", "/mfa/verify/totp", "enrolling", verifyTotp],
  ["post", "/mfa/setup/sms", "enrolling", setupSms],
  ["post", "/mfa/verify/sms", "enrolling", verifySms],
  ["post", "/mfa/setup/email", "enrolling", setupEmail],
  ["post", "/mfa/verify/email", "enrolling", verifyEmail],
  ["post", "/mfa/setup/webauthn", "enrolling", setupWebauthn],
  ["post", "/mfa/verify/webauthn", "enrolling", verifyWebauthn],
  ["post", "/mfa/passkey/options", "anyone", passkeyOptions],
  ["post", "/mfa/passkey/verify", "anyone", passkeyVerify],
  ["get", "/mfa/passkey/accepted", "signed-in", acceptedPasskeys],
  ["post", "/mfa/challenge", "anyone", challenge],
  ["post", "/mfa/verify", "anyone", verify],
  ["post", "/mfa/verify/backup", "anyone", verifyBackup],
  ["post", "/mfa/verify-password", "enrolling", verifyPassword],
  ["post", "/mfa/resume", "signed-in", resume],
  ["post", "/mfa/backup-codes/regenerate", "signed-in", regenerateBackupCodes],
  ["post", "/mfa/disable", "signed-in", disable],
  ["get", "/mfa/trusted-devices", "signed-in", listDevices],
  ["delete", "/mfa/trusted-devices/:id", "signed-in", revokeDevice],
  ["delete", "/mfa/trusted-devices", "signed-in", revokeDevices],
  ["post", "/mfa/recovery", "anyone", requestRecovery],
  ["delete", "/mfa/recovery", "signed-in", cancelRecovery],
  ["post", "/mfa/recovery/link", "enrolling", redeemLink],
  ["get", "/mfa/export", "signed-in", exportOwn],
  ["get", "/sessions", "signed-in", listSessions],
  ["get", "/sessions/stats", "signed-in", sessionStats],
  ["get", "/sessions/health", "anyone", health],
  ["delete", "/sessions/:id", "signed-in", endSession],
  ["post", "/sessions/invalidate-all", "signed-in", invalidateAll],
  ["post", "/sessions/extend/:id", "signed-in", extendSession],
  ["post", "/sessions/replace", "anyone", replaceSession],
  ["get", "/security/events", "admin", listEvents],
  ["get", "/security/users/:userId", "admin", readUser],
  ["post", "/security/users/:userId/reset-mfa", "admin", resetMfa],
  ["post", "/security/users/:userId/reset-mfa/approve", "admin", approveReset],
  ["delete", "/security/users/:userId/reset-mfa", "admin", cancelReset],
  ["post", "/security/users/:userId/enrollment-link", "admin", sendEnrollmentLink],
  ["post", "/security/users/:userId/unlock", "admin", unlock],
  ["post", "/security/users/:userId/grace", "admin", extendGrace],
  ["post", "/security/users/:userId/sessions/invalidate-all", "admin", endSessions],
  ["get", "/security/devices/:userId", "signed-in", devicesOf],
  ["post", "/security/devices/:id/revoke", "admin", revokeAnyDevice],
  ["post", "/security/devices/:id/compromised", "admin", markCompromised],
  ["get", "/security/export/:userId", "admin", exportUser],
  ["post", "/security/erase/:userId", "admin", erase],
  ["get", "/security/metrics", "admin", metrics],
  ["get", "/security/policies", "admin", listPolicies],
  ["post", "/security/policies/simulate", "admin", simulatePolicies],
  ["put", "/security/policies/:scope", "admin", setPolicy],
  ["delete", "/security/policies/:scope", "admin", removePolicy],
];

const OURS = ["/mfa", "/sessions", "/security"];

/** The same, for programs. */
const DOCUMENT = "/openapi.json";

/**
 * The HTTP calls of Sallyport (docs/http.md), to be mounted where you like. Brings its own JSON parser, limits and
 * headers; what lies outside `/mfa`, `/sessions` and `/security` is left to the app, but for `/openapi.json`, which describes
 * them (docs/openapi.md).
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
  for (const [method, path, caller, endpoint] of ROUTES) router[method](path, route(caller, endpoint));
  router.get(DOCUMENT, securityHeaders(), openApi(ROUTES));
  router.use(OURS, notFound, asProblem);

  return markSelfGuarded<RequestHandler>(function mfaRouterMiddleware(req, res, next) {
    router(req, res, next);
  });
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
