import { MfaError } from "../errors.ts";
import type { Destination } from "../methods/destination.ts";
import { parsePhoneNumber } from "../methods/sms/number.ts";
import type { Parts } from "../parts.ts";
import { deadline } from "../stores/deadline.ts";

/** The answer to the client stays within a second. */
const HOOK_DEADLINE_MS = 800;

/**
 * May a code go there, now? Asked before each one: rules and number plans change, and a SIM may have been swapped since
 * the number was proved. A hook that throws or hangs is an outage, and nothing is sent.
 */
export async function isAllowedDestination(parts: Parts, { type, to }: Destination): Promise<boolean> {
  if (type === "email") return true;
  const { countries, isAllowed } = parts.settings.delivery.sms;
  const number = await parsePhoneNumber(to);
  if (!number || (countries && !countries.includes(number.country))) return false;
  if (!isAllowed) return true;
  try {
    const answer: unknown = await deadline(Promise.resolve(isAllowed(number)), HOOK_DEADLINE_MS);
    return answer === true;
  } catch (error) {
    parts.settings.logger.error("delivery.sms.isAllowed failed", { error: String(error) });
    throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause: error });
  }
}
