import { MfaError, type HeldRequest } from "@sallyport/core";
import type { Request, Response } from "express";
import Negotiator from "negotiator";
import { sendProblem } from "../problem.ts";
import { stateOf } from "../request-state.ts";
import { sameOriginPath } from "../return-to.ts";
import type { Pages, Sallyport } from "../sallyport.ts";

/** Why a request may not pass, and as what it was kept, if it was. */
export interface Refused {
  readonly req: Request;
  readonly res: Response;
  readonly refusal: MfaError;
  readonly held: HeldRequest | undefined;
}

/** Programs get a problem document, browsers the page that helps. */
export function refuse({ req, res, refusal, held }: Refused): void {
  const { suite } = stateOf(req, "requireMfa");
  const page = pageFor(refusal, suite.http.pages);
  if (page === undefined || !wantsHtml(req)) {
    sendProblem({ req, res, error: held ? withResume(refusal, held) : refusal });
    return;
  }
  const returnTo = req.method === "GET" ? sameOriginPath(req.originalUrl) : held && refererPath(req, suite);
  res.statusCode = 303;
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("Location", withQuery(page, { returnTo, resume: held?.id }));
  res.end();
}

function pageFor(refusal: MfaError, pages: Pages): string | undefined {
  if (refusal.code === "ERR-UNAUTHENTICATED") return pages.signIn;
  if (refusal.code === "ERR-MFA-REQUIRED" || refusal.code === "ERR-MFA-STEP-UP-REQUIRED") return pages.challenge;
  return refusal.code === "ERR-MFA-ENROLLMENT-REQUIRED" ? pages.enroll : undefined;
}

function wantsHtml(req: Request): boolean {
  return new Negotiator(req).mediaType(["application/json", "text/html"]) === "text/html";
}

function withResume({ code, members }: MfaError, { id, expiresAt }: HeldRequest): MfaError {
  return new MfaError(code, { members: { ...members, resume: { id, expiresAt } } });
}

/** A form can't be sent again by its address: its user goes back to the page that it stood on, if that is one of ours. */
function refererPath(req: Request, { settings }: Sallyport): string | undefined {
  const referer = req.get("referer") ?? "";
  if (!URL.canParse(referer)) return undefined;
  const { origin, pathname, search } = new URL(referer);
  return settings.origins.includes(origin) ? sameOriginPath(`${pathname}${search}`) : undefined;
}

function withQuery(page: string, values: Readonly<Record<string, string | undefined>>): string {
  const query = Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join("&");
  return query === "" ? page : `${page}${page.includes("?") ? "&" : "?"}${query}`;
}
