import { SallyportConfigError } from "@sallyport/core";
import type { RequestHandler } from "express";
import { z } from "zod";
import { stateOf } from "./request-state.ts";
import type { TrustedDeviceRule } from "./trusted-device/rule.ts";

const DAYS = "Write a whole number of days from 1 to 30";
const MAX = "Write a whole number of devices from 1 to 50";
const RULE = "Write an object such as { days: 14 }, or nothing";
const schema = z.strictObject(
  {
    days: z.int({ error: DAYS }).min(1, { error: DAYS }).max(30, { error: DAYS }).optional(),
    max: z.int({ error: MAX }).min(1, { error: MAX }).max(50, { error: MAX }).optional(),
    offer: z
      .custom((value) => typeof value === "function", { error: "Write a function of the user and the request" })
      .optional(),
  },
  { error: RULE },
);

/**
 * Remembers browsers: `trustDevice: true` beside a second factor gives this one a random token, and the sign-ins from it
 * ask for no second factor until trust ends: on its last day, or at once when the password, the methods, the backup codes
 * or the policy change. It is never enough for a step-up. Mount it after `mfaSession` and before the sign-in route; where
 * it is not mounted, no device is trusted.
 *
 * @param rule - `days`, `max` and `offer`.
 * @returns A middleware.
 * @throws `SallyportConfigError` for unknown or malformed options, at start. SP 800-63B-4 §5.1.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { trustedDevice } from "sallyport";
 *
 * const app = express();
 * app.use(trustedDevice({ days: 14, offer: (user) => !user.roles?.includes("admin") }));
 * ```
 */
export function trustedDevice(rule: TrustedDeviceRule = {}): RequestHandler {
  const checked = check(rule);

  return function trustedDeviceMiddleware(req, _res, next) {
    stateOf(req, "trustedDevice").trust = checked;
    next();
  };
}

function check(rule: TrustedDeviceRule): TrustedDeviceRule {
  const parsed = schema.safeParse(rule);
  if (parsed.success) return rule;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : undefined;
  throw new SallyportConfigError([
    {
      code: unknown === undefined ? "CONFIG-OPTION-INVALID" : "CONFIG-OPTION-UNKNOWN",
      option: ["trustedDevice", unknown ?? issue?.path.join(".")].filter(Boolean).join("."),
      reason: unknown === undefined ? "the value is not accepted" : "there is no such option",
      remedy: unknown === undefined ? (issue?.message ?? RULE) : "It knows days, max and offer",
    },
  ]);
}
