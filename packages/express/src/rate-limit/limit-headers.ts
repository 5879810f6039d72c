import type { LimitState, MfaError } from "@sallyport/core";
import type { Request, Response } from "express";
import { find } from "../request-state.ts";

/** A rule, and how it stands after this request. */
export interface Standing {
  readonly name: string;
  readonly limit: number;
  /** Undefined where there is no fixed window. */
  readonly windowSeconds: number | undefined;
  readonly state: Pick<LimitState, "remaining" | "resetSeconds">;
}

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11): `"name";q=5;w=300` and `"name";r=4;t=300`,
 * one item a rule, beside what other limiters have set. Names are checked at start, so they need no escaping.
 */
export function setLimitHeaders(res: Response, standings: readonly Standing[]): void {
  if (res.headersSent) return;
  for (const { name, limit, windowSeconds, state } of standings) {
    const window = windowSeconds === undefined ? "" : `;w=${String(windowSeconds)}`;
    add(res, { header: "RateLimit-Policy", name, item: `"${name}";q=${String(limit)}${window}` });
    const reset = Math.ceil(state.resetSeconds);
    add(res, { header: "RateLimit", name, item: `"${name}";r=${String(state.remaining)};t=${String(reset)}` });
  }
}

function add(res: Response, { header, name, item }: { header: string; name: string; item: string }): void {
  const set = res.getHeader(header);
  const others = typeof set === "string" ? set.split(", ").filter((other) => !other.startsWith(`"${name}"`)) : [];
  res.setHeader(header, [...others, item].join(", "));
}

/** The budget of guesses has no window of its own: it says how many are free, and when the next one is. */
export function setBudgetHeaders(req: Request, { retryAfterSeconds = 1 }: MfaError): void {
  const state = find(req);
  if (!state || /;r=0;/.test(String(state.res.getHeader("RateLimit")))) return;
  const limit = state.suite.settings.limits.freeFailures;
  const standing = { remaining: 0, resetSeconds: retryAfterSeconds };
  setLimitHeaders(state.res, [{ name: "mfa-guesses", limit, windowSeconds: undefined, state: standing }]);
}
