import express5 from "express";
import express4 from "express4";
import type { Express, Router } from "express";
import { auditRoutes, type RouteAuditOptions } from "sallyport";

/** A version of Express, as far as the audit sees a difference. */
export interface Version {
  readonly name: string;
  readonly number: 4 | 5;
  readonly express: typeof express5;
  /** How it writes "whatever comes here": at the end of a path, after a slash. */
  readonly rest: string;
  /** What it takes to make an app look as if this version had made it. */
  readonly age: (app: Express) => void;
}

interface Aged {
  readonly stack: { rawPath?: unknown; readonly handle: Partial<Aged> }[];
}

/** Express 5 before the router's 2.3, as lock files still have it: mounts keep no text of their path. */
function forget(router: Partial<Aged>, known: ReadonlySet<unknown> = new Set()): void {
  for (const layer of router.stack ?? []) {
    delete layer.rawPath;
    if (!known.has(layer.handle)) forget(layer.handle, new Set([...known, layer.handle]));
  }
}

export const versions: readonly Version[] = [
  { name: "Express 5", number: 5, express: express5, rest: "*rest", age: () => undefined },
  {
    name: "Express 5 with a router before 2.3",
    number: 5,
    express: express5,
    rest: "*rest",
    age: (app) => {
      forget(app.router as unknown as Aged);
    },
  },
  { name: "Express 4", number: 4, express: express4, rest: "*", age: () => undefined },
];

/** The audit, a line per route: "GET /admin/users: requireMfa at /admin". */
export function told(app: Express | Router, options?: RouteAuditOptions): readonly string[] {
  return auditRoutes(app, options).routes.map(
    ({ method, path, guarded, guardedBy }) => `${method} ${path}: ${guarded ? guardedBy.join(", ") : "nobody"}`,
  );
}
