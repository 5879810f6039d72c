import type { RequestHandler } from "express";
import helmet from "helmet";
import { stateOf } from "../request-state.ts";

/** The headers of every answer of the router, errors included (SECURITY.md K4). HSTS where the app is on TLS. */
export function securityHeaders(): RequestHandler {
  const options = {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    referrerPolicy: { policy: "no-referrer" },
    crossOriginResourcePolicy: { policy: "same-origin" },
  } as const;
  const plain = helmet({ ...options, strictTransportSecurity: false });
  const tls = helmet({ ...options, strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false } });

  return function mfaHeaders(req, res, next) {
    res.setHeader("Cache-Control", "no-store");
    const { origins } = stateOf(req, "mfaRouter").suite.settings;
    (origins[0]?.startsWith("https://") ? tls : plain)(req, res, next);
  };
}
