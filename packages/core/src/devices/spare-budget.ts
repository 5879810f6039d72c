import type { GuessSource } from "../limits/guess-budget.ts";
import type { Parts } from "../parts.ts";
import { ruleFor } from "../policy/authorise.ts";
import type { Subject } from "../subject.ts";
import { stampsOf } from "./stamp.ts";

/**
 * The budget of the trusted device that a session has begun on, as long as its trust holds. Whoever knows a password can
 * keep its owner waiting; not where they have shown a second factor before (SECURITY.md C15). It is as small as the other
 * one, and nobody gets one without the device's cookie.
 */
export function spareBudget(parts: Parts, { user, deviceId }: Subject): Pick<GuessSource, "spare"> {
  if (deviceId === undefined) return {};
  return {
    spare: async () => {
      const trusted = await parts.durable.devices.list(user.id, stampsOf(parts, user, await ruleFor(parts, user)));
      return trusted.some(({ id }) => id === deviceId) ? `device:${deviceId}` : undefined;
    },
  };
}
