import type { Requirement } from "@sallyport/core";
import type { Request } from "express";

/** What a route asks for: how recent and how good a proof it wants, when, and whether a refused request may be resumed. */
export interface RouteRequirement extends Requirement {
  /**
   * Whether this request needs what the other options ask for: large transfers, for example. Where it says false, the plain
   * guard still holds. Asked once a request, of full sessions alone; if it throws or answers no boolean, nobody passes.
   */
  readonly when?: (req: Request) => boolean | Promise<boolean>;
  /**
   * Keeps a POST, PUT, PATCH or DELETE that is refused for a step-up, for five minutes: `POST /mfa/resume` runs it again.
   * Needs `maxAgeSeconds`, `methods` or `strength`.
   */
  readonly resume?: boolean;
}
