import { parseEmailAddress } from "../methods/email/address.ts";
import type { Parts } from "../parts.ts";
import type { User } from "../users.ts";

/** Where mail to the account itself goes; undefined where there is no channel, or no address that mail can be sent to. */
export function accountAddress(parts: Parts, { email }: User): string | undefined {
  if (!parts.settings.channels.email || email === undefined) return undefined;
  return parseEmailAddress(email);
}
