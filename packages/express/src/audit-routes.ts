import { SallyportConfigError } from "@sallyport/core";
import type { Express, Router } from "express";
import { z } from "zod";
import type { AuditedRoute } from "./audit-routes/audited-route.ts";
import { isReadable, routerOf } from "./audit-routes/layer.ts";
import { walkStack } from "./audit-routes/walk-stack.ts";

/** The routes of an app. */
export interface RouteAudit {
  readonly routes: readonly AuditedRoute[];
  /** Those without a guard, but for the ones in `allow`. */
  readonly unguarded: readonly AuditedRoute[];
}

/** How an audit is held. */
export interface RouteAuditOptions {
  /** Paths that are meant to be open, as they are shown: "/login"; with a `*` at the end for all that begin so: "/public/*". */
  readonly allow?: readonly string[];
}

const schema = z.strictObject({
  allow: z
    .array(z.string().regex(/^[/*]/, { error: 'Write paths that start with "/", for example "/login"' }), {
      error: 'Write an array of paths, for example ["/login"]',
    })
    .optional(),
});

/**
 * Lists the routes of an Express 4 or 5 app, through all its routers, with the guards (`requireMfa`) that every request
 * passes before it gets there. Made for a test: a route that somebody adds later and forgets to guard turns it red.
 *
 * It reads how the app is put together and runs none of it. Where that does not settle whether a guard covers a route,
 * it says no.
 *
 * @param app - The app or a router, with all its routes.
 * @param options - `allow` names what is meant to be open.
 * @throws `SallyportConfigError` `CONFIG-AUDIT-ROUTES` for what is neither, and for wrong options.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import express from "express";
 * import { auditRoutes, requireMfa } from "sallyport";
 *
 * const app = express();
 * app.post("/login", (req, res) => res.sendStatus(204));
 * app.get("/account", requireMfa(), (req, res) => res.json({ id: req.mfa.user?.id }));
 *
 * assert.deepEqual(auditRoutes(app, { allow: ["/login"] }).unguarded, []);
 * ```
 */
export function auditRoutes(app: Express | Router, options: RouteAuditOptions = {}): RouteAudit {
  const { allow = [] } = check(options);
  const router = routerOf(app);
  if (!router || !isReadable(router))
    throw new SallyportConfigError([
      {
        code: "CONFIG-AUDIT-ROUTES",
        option: "auditRoutes",
        reason: "what it was given is no app and no router of Express 4 or 5",
        remedy: "Give it what express() or express.Router() has returned, and await it where a promise brings it",
      },
    ]);

  const routes = walkStack(router);
  return { routes, unguarded: routes.filter((route) => !route.guarded && !allow.some((path) => allows(path, route))) };
}

function allows(allowed: string, { method, path }: AuditedRoute): boolean {
  if (!allowed.endsWith("*")) return allowed === path;
  // What is mounted answers below its path: "/public/*" is "/public", mounted.
  return (method === "USE" ? `${path}/` : path).startsWith(allowed.slice(0, -1));
}

function check(options: RouteAuditOptions): RouteAuditOptions {
  const parsed = schema.safeParse(options);
  if (parsed.success) return options;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : undefined;
  throw new SallyportConfigError([
    {
      code: unknown === undefined ? "CONFIG-OPTION-INVALID" : "CONFIG-OPTION-UNKNOWN",
      option: `auditRoutes.${unknown ?? issue?.path.join(".") ?? ""}`,
      reason: unknown === undefined ? "the value is not accepted" : "there is no such option",
      remedy: unknown === undefined ? (issue?.message ?? "See docs/audit-routes.md") : "It knows allow",
    },
  ]);
}
