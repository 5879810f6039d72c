import { SallyportConfigError, type Requirement } from "@sallyport/core";
import type { Request, RequestHandler, Response } from "express";
import { markGuard } from "./guard-mark.ts";
import { judgeRequest } from "./judge-request.ts";
import { checkRouteRequirement } from "./require-mfa/check-requirement.ts";
import { refuse } from "./require-mfa/refuse.ts";
import type { RouteRequirement } from "./require-mfa/route-requirement.ts";
import { keepRequest } from "./resume/keep-request.ts";

/**
 * Guards a route: nobody passes who is not fully signed in, with a second factor where they have one or must have one.
 *
 * @param requirement - What the route asks for beyond that (docs/step-up.md): `maxAgeSeconds` (step-up, in seconds),
 * `methods` (which count; users without any of them are refused), `strength` (`"strong"`: nothing that is sent to somebody;
 * `"phishing-resistant"`: passkeys alone), `allowTrustedDevice` (whether remembered devices will do; by default only where
 * none of these is given), `unenrolled` (`"by-policy"` lets users without a method in as long as the policy does not require
 * one; `"refuse"` never does), `when` (for which requests all this holds), `resume` (keeps what is refused for a step-up,
 * for `POST /mfa/resume`).
 * @returns A middleware. It answers 401 `ERR-UNAUTHENTICATED`, `ERR-MFA-REQUIRED` or `ERR-MFA-STEP-UP-REQUIRED` (with
 * `WWW-Authenticate` after RFC 9470), 403 `ERR-MFA-ENROLLMENT-REQUIRED`, 503 `ERR-UNAVAILABLE`; browsers are sent to
 * the pages of the options (303) where given.
 * @throws `SallyportConfigError` for unknown, malformed or contradictory options, at start.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { requireMfa } from "sallyport";
 *
 * const app = express();
 * app.get("/account", requireMfa(), (req, res) => res.json({ id: req.mfa.user?.id }));
 * app.post("/transfers", requireMfa({ maxAgeSeconds: 300, methods: ["totp"] }), (req, res) => res.sendStatus(201));
 * app.delete("/account", requireMfa({ strength: "strong", maxAgeSeconds: 60, resume: true }), (req, res) => res.sendStatus(204));
 * ```
 */
export function requireMfa(requirement: RouteRequirement = {}): RequestHandler {
  const { when, resume = false, ...asked } = checkRouteRequirement(requirement);
  const wanted = when ? { asked, when } : asked;

  const requireMfaMiddleware: RequestHandler = (req, res, next) => {
    admit({ req, res, wanted, resume }).then(
      (isIn) => {
        if (isIn) next();
      },
      (error: unknown) => {
        next(asError(error));
      },
    );
  };
  // What holds now and then is no promise of the route.
  return markGuard(requireMfaMiddleware, { requirement: when ? {} : asked });
}

/** What the options say, or what they say where `when` says so. */
type Wanted = Requirement | { readonly asked: Requirement; readonly when: NonNullable<RouteRequirement["when"]> };

async function admit(given: { req: Request; res: Response; wanted: Wanted; resume: boolean }): Promise<boolean> {
  const { req, res, wanted, resume } = given;
  const refusal = await judgeRequest(req, "when" in wanted ? () => requirementNow(req, wanted) : wanted);
  if (!refusal) return true;
  const held = resume && refusal.code === "ERR-MFA-STEP-UP-REQUIRED" ? await keepRequest(req) : undefined;
  refuse({ req, res, refusal, held });
  return false;
}

async function requirementNow(
  req: Request,
  { asked, when }: Extract<Wanted, { readonly when: unknown }>,
): Promise<Requirement> {
  const answer: unknown = await when(req);
  if (typeof answer !== "boolean") throw undecided();
  return answer ? asked : {};
}

function undecided(): SallyportConfigError {
  return new SallyportConfigError([
    {
      code: "CONFIG-OPTION-INVALID",
      option: "requireMfa.when",
      reason: "it answered no boolean, so that nobody passes",
      remedy: "Return true where the other options shall hold, and false where the plain guard will do",
    },
  ]);
}

/** Express takes `next(undefined)` and `next("route")` for a yes: what is thrown must be an error, whatever it was. */
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error("requireMfa could not decide", { cause: error });
}
