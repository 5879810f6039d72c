import type { RequestHandler } from "express";
import { stateOf } from "./request-state.ts";

const PATH = "/.well-known/webauthn";

/**
 * Tells browsers which origins of other domains may use the passkeys of this one (WebAuthn §5.11, Related Origin Requests):
 * `GET /.well-known/webauthn` with the https origins of `webauthn.origins`. To be mounted at the root of the app on the domain
 * that `webauthn.rpId` names, after `mfaSession`.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { createSallyport, mfaSession, relatedOrigins } from "sallyport";
 * import { users } from "./my-app.js";
 *
 * const origin = ["https://bank.example", "https://bank.example.tr"];
 * const mfa = await createSallyport({ issuer: "Acme Bank", origin, users });
 * const app = express();
 * app.use(mfaSession(mfa), relatedOrigins());
 * ```
 */
export function relatedOrigins(): RequestHandler {
  return function relatedOriginsMiddleware(req, res, next) {
    const isAsked = req.path === PATH && (req.method === "GET" || req.method === "HEAD");
    if (!isAsked) {
      next();
      return;
    }
    const { origins } = stateOf(req, "relatedOrigins").suite.settings.webauthn;
    res.json({ origins: origins.filter((origin) => origin.startsWith("https://")) });
  };
}
