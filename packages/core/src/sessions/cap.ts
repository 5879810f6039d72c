import type { DeviceType, WhenFull } from "../protocol.ts";
import { SallyportConfigError } from "../errors.ts";
import type { SessionCapRule } from "../stores/session-index.ts";
import type { User } from "../users.ts";

/** How many sessions: over all devices, or per device type. Types that are not named have the number of `other`. */
export type MaxSessions = number | ({ readonly [type in DeviceType]?: number } & { readonly other: number });

/** The cap on a user's sessions. */
export interface SessionCap {
  /** A number, numbers per device type, or a function of the user (roles, plans). Default: `sessions.max` of the suite, 5. */
  readonly max?: MaxSessions | ((user: User) => MaxSessions | Promise<MaxSessions>);
  /**
   * What a sign-in beyond the cap does: `"end-oldest"` (default) or `"end-least-recently-used"` ends another session;
   * `"reject"` refuses it; `"ask"` lets the user choose which one ends (409 `ERR-SESSION-LIMIT` in both).
   */
  readonly whenFull?: WhenFull;
}

/** The cap as it holds for one sign-in of this user on this kind of device; no cap, where no `sessionCap` is mounted. */
export async function resolveCap(
  cap: SessionCap | undefined,
  given: { user: User; deviceType: DeviceType; fallback: Required<SessionCap> },
): Promise<SessionCapRule> {
  if (!cap) return { max: undefined, perDeviceType: false, whenFull: "end-oldest" };
  const { user, deviceType, fallback } = given;
  const wanted = cap.max ?? fallback.max;
  const max = typeof wanted === "function" ? await wanted(user) : wanted;
  const perDeviceType = typeof max === "object";
  const limit = perDeviceType ? (max[deviceType] ?? max.other) : max;
  if (!isLimit(limit)) throw unusable(limit);
  return { max: limit, perDeviceType, whenFull: cap.whenFull ?? fallback.whenFull };
}

/** A number of sessions that can be held to. */
export function isLimit(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 100;
}

function unusable(value: unknown): SallyportConfigError {
  return new SallyportConfigError([
    {
      code: "CONFIG-OPTION-INVALID",
      option: "sessionCap.max",
      reason: `the function answered ${typeof value === "number" ? String(value) : typeof value}`,
      remedy: "Return a whole number from 1 to 100, or such numbers per device type with one for `other`",
    },
  ]);
}
