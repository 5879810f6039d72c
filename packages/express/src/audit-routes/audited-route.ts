import type { Requirement } from "@sallyport/core";

/** A route of the app, and what guards it. */
export interface AuditedRoute {
  /** "GET", or "ALL" where it answers every method; "USE" for what is mounted and answers by itself, `express.static`. */
  readonly method: string;
  /** Through all mounts: "/admin/users/:id". Regular expressions stand in slashes of their own: "/api/^\/v\d/". */
  readonly path: string;
  readonly guarded: boolean;
  /** In the order in which requests come to them: "requireMfa at /admin". */
  readonly guardedBy: readonly string[];
  /** What the last guard asks for that asks for anything. Left out where that can't be told. */
  readonly requirement?: Requirement;
}
