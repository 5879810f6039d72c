import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { MfaError, sameOriginPath } from "sallyport";
import { html } from "../pages/html.ts";
import { layout, type Page } from "../pages/layout.ts";
import { pageFor } from "./refusals.ts";

/**
 * Forms of other sites end here: browsers say where a form was sent from. `Sec-Fetch-Site` comes first, since pages with
 * `Referrer-Policy: no-referrer` (helmet's default) send `Origin: null` with their own forms.
 */
export function sameOriginForms(origin: string): RequestHandler {
  return (req, res, next) => {
    const site = req.get("sec-fetch-site");
    const isOurs = site === undefined ? (req.get("origin") ?? origin) === origin : site === "same-origin";
    if (isOurs || req.method === "GET" || req.method === "HEAD") next();
    else send(req, res.status(403), { title: "Not from here", body: html`<p>This form came from another site.</p>` });
  };
}

/** Sends a page that nobody keeps a copy of. */
export function send(req: Request, res: Response, page: Page): void {
  res.setHeader("Cache-Control", "no-store");
  res.type("html").send(layout(req, page));
}

/** One field of a form: always one string. */
export function field(req: Request, name: string): string {
  const body = req.body as Record<string, unknown> | undefined;
  const value = body?.[name];
  return typeof value === "string" ? value : "";
}

/** What a passkey or security key has answered, as public/passkeys.js sends it; whether it is one is the domain's to say. */
export function keyAnswer(req: Request): unknown {
  try {
    return JSON.parse(field(req, "response"));
  } catch {
    return undefined;
  }
}

/** Where to go afterwards: a path of this site, or the account. */
export function returnTo(value: unknown): string {
  return sameOriginPath(value) ?? "/account";
}

/** Sends people on to the page that solves a refusal; what is left is a plain page without details. */
export function pageErrors(): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) next(error);
    else
      send(req, res.status(500), {
        title: "Something went wrong",
        body: html`<p>Nothing was lost. <a href="/">Start again</a></p>`,
      });
    console.error(error);
  };
}

/**
 * Lets in whoever is fully signed in, also those for whom nothing but enrolling is open: `requireMfa()` would send them to
 * the very page that they come for. What they may change there is the domain's to say.
 */
export function requireSignedIn(): RequestHandler {
  // Nobody, a second step that is outstanding, or a store that is down: asking for anything says which.
  const refuse = page(async (req) => {
    await req.mfa.status();
  });
  return (req, res, next) => {
    if (req.mfa.stage === "full") next();
    else refuse(req, res, next);
  };
}

/** Wraps an async handler, so that Express 4 and 5 both see what it throws, and refusals lead to the right page. */
export function page(handle: (req: Request, res: Response) => Promise<void>): RequestHandler {
  return (req, res, next) => {
    handle(req, res).catch((error: unknown) => {
      const target = error instanceof MfaError ? pageFor(error, `${req.baseUrl}${req.path}`) : undefined;
      if (target === undefined) next(error);
      else res.redirect(303, target);
    });
  };
}
