import { SallyportConfigError, type MfaError, type Requirement } from "@sallyport/core";
import Negotiator from "negotiator";
import type { Request, RequestHandler, Response } from "express";
import { z } from "zod";
import { judgeRequest } from "./judge-request.ts";
import { sendProblem } from "./problem.ts";
import { stateOf } from "./request-state.ts";
import { sameOriginPath } from "./return-to.ts";
import type { Pages } from "./sallyport.ts";

const schema = z.strictObject({
  maxAgeSeconds: z
    .int({ error: "Write a whole number of seconds, for example 300" })
    .min(1, { error: "Write at least 1 second" })
    .optional(),
  methods: z
    .array(z.enum(["totp", "sms", "email", "webauthn", "backup_code"], { error: 'Write method names such as "totp"' }))
    .min(1, { error: "Name at least one method, or leave it out" })
    .optional(),
  unenrolled: z.enum(["by-policy", "refuse"], { error: 'Write "by-policy" or "refuse"' }).optional(),
});

/**
 * Guards a route: nobody passes who is not fully signed in, with a second factor where they have one or must have one.
 *
 * @param requirement - What the route asks for beyond that: `maxAgeSeconds` (step-up, in seconds), `methods` (which
 * count; users without any of them are refused), `unenrolled` (`"by-policy"` lets users without a method in as long as
 * the policy does not require one; `"refuse"` never does).
 * @returns A middleware. It answers 401 `ERR-UNAUTHENTICATED`, `ERR-MFA-REQUIRED` or `ERR-MFA-STEP-UP-REQUIRED` (with
 * `WWW-Authenticate` after RFC 9470), 403 `ERR-MFA-ENROLLMENT-REQUIRED`, 503 `ERR-UNAVAILABLE`; browsers are sent to
 * the pages of the options (303) where given.
 * @throws `SallyportConfigError` for unknown or malformed options, at start.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { requireMfa } from "sallyport";
 *
 * const app = express();
 * app.get("/account", requireMfa(), (req, res) => res.json({ id: req.mfa.user?.id }));
 * app.post("/transfers", requireMfa({ maxAgeSeconds: 300, methods: ["totp"] }), (req, res) => res.sendStatus(201));
 * ```
 */
export function requireMfa(requirement: Requirement = {}): RequestHandler {
  const checked = check(requirement);

  return function requireMfaMiddleware(req, res, next) {
    judgeRequest(req, checked).then((refusal) => {
      if (refusal) refuse({ req, res, refusal });
      else next();
    }, next);
  };
}

function refuse({ req, res, refusal }: { req: Request; res: Response; refusal: MfaError }): void {
  const { pages } = stateOf(req, "requireMfa").suite.http;
  const page = pageFor(refusal, pages);
  if (page === undefined || !wantsHtml(req)) {
    sendProblem({ req, res, error: refusal });
    return;
  }
  const returnTo = req.method === "GET" ? sameOriginPath(req.originalUrl) : undefined;
  res.statusCode = 303;
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("Location", returnTo === undefined ? page : `${page}?returnTo=${encodeURIComponent(returnTo)}`);
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

function check(requirement: Requirement): Requirement {
  const parsed = schema.safeParse(requirement);
  if (parsed.success) return requirement;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : undefined;
  throw new SallyportConfigError([
    {
      code: unknown === undefined ? "CONFIG-OPTION-INVALID" : "CONFIG-OPTION-UNKNOWN",
      option: `requireMfa.${unknown ?? issue?.path.join(".") ?? ""}`,
      reason: unknown === undefined ? "the value is not accepted" : "there is no such option",
      remedy:
        unknown === undefined
          ? (issue?.message ?? "See docs/configuration.md")
          : "It knows maxAgeSeconds, methods and unenrolled",
    },
  ]);
}
