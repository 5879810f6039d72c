import type { PhoneNumberType } from "libphonenumber-js";
import type { PhoneNumber } from "../../options/delivery-options.ts";

/** Digits after a `+`, with what people put between them. Letters, extensions and digits of other scripts are not for us. */
const SHAPE = /^\+[0-9][0-9 ().-]{5,30}$/;

/**
 * What a person can read short messages on, and nobody is paid for. Left out: premium, shared cost, toll-free, pagers,
 * voice mail, company and personal numbers (which forward to anywhere, at a price), and fixed lines.
 */
const TYPES: ReadonlyMap<PhoneNumberType | undefined, PhoneNumber["type"]> = new Map([
  ["MOBILE", "mobile"],
  ["FIXED_LINE_OR_MOBILE", "mobile"],
  ["VOIP", "voip"],
]);

/**
 * A number as a full parser knows it, or undefined: malformed, in no numbering plan, of a kind that is not texted to. A
 * number without a country (satellites, +870 … +888) is none of ours either. `libphonenumber-js` is loaded at the first
 * call: its tables are large.
 */
export async function parsePhoneNumber(text: string): Promise<PhoneNumber | undefined> {
  if (!SHAPE.test(text)) return undefined;
  const { parsePhoneNumberFromString } = await import("libphonenumber-js/max");
  const parsed = parsePhoneNumberFromString(text);
  if (!parsed?.isValid() || parsed.country === undefined || parsed.ext !== undefined) return undefined;
  const type = TYPES.get(parsed.getType());
  return type && { e164: parsed.number, country: parsed.country, type };
}

/** Blocks of 10 000: whoever is paid for messages has many numbers side by side. */
export function prefixOf(e164: string): string {
  return e164.slice(0, -4);
}

/** The last two digits: enough for its owner (SECURITY.md J1). */
export function hintOfNumber(e164: string): string {
  return `••••${e164.slice(-2)}`;
}
