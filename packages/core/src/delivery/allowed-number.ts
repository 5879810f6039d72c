import { MfaError } from "../errors.ts";
import { parsePhoneNumber } from "../methods/sms/number.ts";
import type { PhoneNumber } from "../options/delivery-options.ts";
import type { Parts } from "../parts.ts";
import { deadline } from "../stores/deadline.ts";

/** The answer to the client stays within a second. */
const HOOK_DEADLINE_MS = 800;

/** The number, where a code may go there by its kind and country now: plans and lists of countries change after it was proved. */
export async function acceptedNumber(parts: Parts, text: string): Promise<PhoneNumber | undefined> {
  const { countries } = parts.settings.delivery.sms;
  const number = await parsePhoneNumber(text);
  return number && (!countries || countries.includes(number.country)) ? number : undefined;
}

/**
 * What the app says of it, asked before each code: a SIM may have been swapped since the number was proved. A hook that
 * throws or hangs is an outage, and nothing is sent.
 */
export async function isAllowedByApp(parts: Parts, number: PhoneNumber): Promise<boolean> {
  const { isAllowed } = parts.settings.delivery.sms;
  if (!isAllowed) return true;
  try {
    const answer: unknown = await deadline(Promise.resolve(isAllowed(number)), HOOK_DEADLINE_MS);
    return answer === true;
  } catch (error) {
    parts.settings.logger.error("delivery.sms.isAllowed failed", { error: String(error) });
    throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause: error });
  }
}
