import type { ErrorCode } from "@sallyport/core";
import type { Caller, Route } from "../route.ts";

/** Any call: `bearer()` and `rateLimitMfa()` may stand before it, and stores may be down. */
const ANY: readonly ErrorCode[] = ["ERR-UNAUTHENTICATED", "ERR-MFA-RATE-LIMITED", "ERR-UNAVAILABLE"];

/** A call that changes something: what cross-site.ts and body.ts look at. */
const CHANGING: readonly ErrorCode[] = [
  ...(["ERR-VALIDATION", "ERR-CROSS-SITE", "ERR-TOO-LARGE", "ERR-UNSUPPORTED-MEDIA"] as const),
];

/** What route.ts refuses before the handler is asked. */
const BY_CALLER: Readonly<Record<Caller, readonly ErrorCode[]>> = {
  anyone: [],
  enrolling: ["ERR-MFA-REQUIRED"],
  "signed-in": ["ERR-MFA-REQUIRED", "ERR-MFA-ENROLLMENT-REQUIRED"],
  admin: ["ERR-MFA-REQUIRED", "ERR-MFA-ENROLLMENT-REQUIRED", "ERR-MFA-STEP-UP-REQUIRED", "ERR-FORBIDDEN"],
};

/** Everything that a call may be refused with. */
export function refusalsOf([method, , caller, { params, refusals = [] }]: Route): ReadonlySet<ErrorCode> {
  return new Set<ErrorCode>([
    ...ANY,
    ...(method === "get" ? [] : CHANGING),
    ...BY_CALLER[caller],
    ...(params ? (["ERR-NOT-FOUND"] as const) : []),
    ...refusals,
  ]);
}
