import type { Destination } from "../methods/destination.ts";
import type { Parts } from "../parts.ts";

/** Where nobody has said what a country costs: dear, so that the budget stops early rather than late. */
const UNKNOWN = 0.1;

/** What a message to this destination costs; e-mail costs nothing. */
export function priceOf(parts: Parts, { type, country }: Pick<Destination, "type" | "country">): number {
  if (type === "email") return 0;
  const { pricePerMessage } = parts.settings.delivery.sms;
  if (typeof pricePerMessage === "number") return pricePerMessage;
  return pricePerMessage[country ?? "default"] ?? pricePerMessage["default"] ?? UNKNOWN;
}
