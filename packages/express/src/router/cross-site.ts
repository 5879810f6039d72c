import { MfaError } from "@sallyport/core";
import type { Request, RequestHandler } from "express";
import { stateOf } from "../request-state.ts";
import { FORM_TYPE, JSON_TYPE, mediaType } from "../resume/media-type.ts";
import { isRerun } from "../resume/rerun.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** The calls that pages may make with a plain form. */
const TAKES_FORMS = /\/mfa\/resume\/?$/i;

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
  // What is resumed are requests of the app. None of our own calls runs on behalf of another.
  if (isRerun(req)) return new MfaError("ERR-NOT-FOUND");
  if (!(isForm(req) ? isSurelyFromHere(req) : isFromHere(req))) return new MfaError("ERR-CROSS-SITE");
  return hasJsonType(req) || isForm(req) ? undefined : new MfaError("ERR-UNSUPPORTED-MEDIA");
}

/** A form, at one of the few calls that take one. */
export function isForm(req: Request): boolean {
  return req.method === "POST" && mediaType(req) === FORM_TYPE && TAKES_FORMS.test(`${req.baseUrl}${req.path}`);
}

/** Nothing says that it comes from another site. Enough for what no form of another site can send. */
export function isFromHere(req: Request): boolean {
  const origin = req.get("origin");
  if (origin !== undefined) return originsOf(req).includes(origin);
  const site = req.get("sec-fetch-site");
  return site === undefined || site === "same-origin" || site === "none";
}

/**
 * A browser says that it comes from here. Pages with `Referrer-Policy: no-referrer` (helmet's default) send their forms with
 * `Origin: null`, and so do sandboxed ones of others: of the two, `Sec-Fetch-Site` names ours alone `same-origin`.
 */
export function isSurelyFromHere(req: Request): boolean {
  const origin = req.get("origin") ?? "null";
  return origin === "null" ? req.get("sec-fetch-site") === "same-origin" : originsOf(req).includes(origin);
}

function originsOf(req: Request): readonly string[] {
  return stateOf(req, "mfaRouter").suite.settings.origins;
}

/** DELETE carries no body here, and no form can send it. */
function hasJsonType(req: Request): boolean {
  if (req.method === "DELETE" && req.get("content-type") === undefined) return true;
  return mediaType(req) === JSON_TYPE;
}
