import { isLimit, SallyportConfigError, type SessionCap } from "@sallyport/core";
import type { RequestHandler } from "express";
import { z } from "zod";
import { stateOf } from "./request-state.ts";

const MAX =
  "Write a whole number from 1 to 100, such numbers per device type with one for `other`, or a function of the user";
const limit = z.custom<number>(isLimit, { error: MAX });
const schema = z.strictObject({
  max: z
    .union(
      [
        limit,
        z.strictObject({ desktop: limit.optional(), mobile: limit.optional(), tablet: limit.optional(), other: limit }),
        z.custom((value) => typeof value === "function"),
      ],
      { error: MAX },
    )
    .optional(),
  whenFull: z
    .enum(["end-oldest", "end-least-recently-used", "reject", "ask"], {
      error: 'Write "end-oldest", "end-least-recently-used", "reject" or "ask"',
    })
    .optional(),
});

/**
 * Caps the sessions that one user may have at a time. Pending sign-ins neither count nor end anything. Mount it after
 * `mfaSession` and before the sign-in route; where it is not mounted, there is no cap.
 *
 * @param cap - `max`: a number, numbers per device type (`{ mobile: 2, other: 3 }`), or a function of the user; default 5
 * (`sessions.max`, `SESSION_MAX_CONCURRENT`). `whenFull`: `"end-oldest"` (default) or `"end-least-recently-used"` ends a
 * session, which is told at its next request (401 `ERR-UNAUTHENTICATED` with `reason: "session_limit"`); `"reject"` and
 * `"ask"` answer the sign-in with 409 `ERR-SESSION-LIMIT` and the list of sessions; with `"ask"` comes a one-time token,
 * to be sent with the choice to `POST /sessions/replace`.
 * @returns A middleware.
 * @throws `SallyportConfigError` for unknown or malformed options, at start. OWASP ASVS 7.1.2.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { sessionCap } from "sallyport";
 *
 * const app = express();
 * app.use(sessionCap({ max: (user) => (user.roles?.includes("staff") ? 1 : 5), whenFull: "end-oldest" }));
 * ```
 */
export function sessionCap(cap: SessionCap = {}): RequestHandler {
  const checked = check(cap);

  return function sessionCapMiddleware(req, _res, next) {
    stateOf(req, "sessionCap").cap = checked;
    next();
  };
}

function check(cap: SessionCap): SessionCap {
  const parsed = schema.safeParse(cap);
  if (parsed.success) return cap;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys.join(", ") : undefined;
  throw new SallyportConfigError([
    {
      code: unknown === undefined ? "CONFIG-OPTION-INVALID" : "CONFIG-OPTION-UNKNOWN",
      option: `sessionCap.${unknown ?? issue?.path.join(".") ?? ""}`,
      reason: unknown === undefined ? "the value is not accepted" : "there is no such option",
      remedy: unknown === undefined ? (issue?.message ?? MAX) : "It knows max and whenFull",
    },
  ]);
}
