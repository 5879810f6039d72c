import { domainToASCII } from "node:url";
import { z } from "zod";

/** RFC 5321 §4.5.3.1.3: a path has 256 characters with its brackets. */
const MAX_LENGTH = 254;
const address = z.email().max(MAX_LENGTH);

/**
 * An address that mail can be sent to, in one spelling: the domain in its ASCII form and in lower case, the part before
 * it as it was given (RFC 5321 §2.4). Undefined for what is none; line breaks, lists and names around it are none.
 */
export function parseEmailAddress(text: string): string | undefined {
  const at = text.lastIndexOf("@");
  if (at < 1 || text.length > MAX_LENGTH) return undefined;
  const spelled = `${text.slice(0, at)}@${domainToASCII(text.slice(at + 1)).toLowerCase()}`;
  return address.safeParse(spelled).success ? spelled : undefined;
}

/** Whose budget an address counts against: what comes after a `+` and the case make no other mailbox. */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at).replace(/\+.*$/, "");
  return `${local.toLowerCase()}${address.slice(at)}`;
}

/** The first letters, for its owner: `a•••@e•••.com`. */
export function hintOfAddress(address: string): string {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  const ending = domain.includes(".") ? domain.slice(domain.lastIndexOf(".")) : "";
  return `${address.charAt(0)}•••@${domain.charAt(0)}•••${ending}`;
}
