import { MfaError } from "@sallyport/core";
import type { Request, RequestHandler } from "express";
import { stateOf } from "../request-state.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * State-changing calls come from this app's own pages or from no browser at all (SECURITY.md K1). Forms can't send
 * `application/json`; scripts of other sites send an `Origin` that is not ours. Sign-in steps are included.
 */
export function refuseCrossSite(): RequestHandler {
  return function mfaCrossSite(req, _res, next) {
    next(SAFE.has(req.method) ? undefined : refusal(req));
  };
}

function refusal(req: Request): MfaError | undefined {
  if (!fromHere(req)) return new MfaError("ERR-CROSS-SITE");
  return hasJsonType(req) ? undefined : new MfaError("ERR-UNSUPPORTED-MEDIA");
}

function fromHere(req: Request): boolean {
  const origin = req.get("origin");
  if (origin !== undefined) return stateOf(req, "mfaRouter").suite.settings.origins.includes(origin);
  const site = req.get("sec-fetch-site");
  return site === undefined || site === "same-origin" || site === "none";
}

/** DELETE carries no body here, and no form can send it. */
function hasJsonType(req: Request): boolean {
  if (req.method === "DELETE" && req.get("content-type") === undefined) return true;
  return /^application\/json\s*(?:;|$)/i.test(req.get("content-type") ?? "");
}
