import { DeliveryError } from "@sallyport/core";

/** Basic codes that speak of the mailbox (RFC 5321 §4.2.3, RFC 7504): not there, moved, not a name, no mail at all. */
const OF_THE_MAILBOX: ReadonlySet<number> = new Set([550, 551, 553, 556]);

/**
 * Enhanced codes that speak of the mailbox (RFC 3463, RFC 7505): bad mailbox, bad system, bad syntax, moved, no mail at
 * all; disabled. Not 5.1.7 and 5.1.8 (the sender), 5.2.2 (full: it may be emptied), 5.7.x (policy: our reputation).
 */
const ENHANCED_OF_THE_MAILBOX: ReadonlySet<string> = new Set([
  ...["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"],
  "5.2.1",
]);

/**
 * What went wrong, in words that may be logged: the server's text may repeat the address, so only its codes are kept.
 *
 * For good is a 5xx that speaks of the mailbox, in reply to RCPT TO or DATA. An enhanced code decides where there is one.
 * Without one, a 550 after DATA does not count: the server has seen the text by then, and refuses that more often than
 * the mailbox. 552 (full, or too large) and 554 (policy, or nothing in particular) may pass.
 */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { responseCode, response, command, code } = fieldsOf(error);
  if (typeof responseCode !== "number")
    return new DeliveryError(`the mail server was not reached (${typeof code === "string" ? code : "no answer"})`, {
      isPermanent: false,
    });

  const enhanced = /^5\d\d[ -](?<code>5\.\d{1,3}\.\d{1,3})\b/.exec(String(response))?.groups?.["code"];
  const isOfTheMailbox =
    enhanced === undefined
      ? command === "RCPT TO" && OF_THE_MAILBOX.has(responseCode)
      : (command === "RCPT TO" || command === "DATA") && ENHANCED_OF_THE_MAILBOX.has(enhanced);
  return new DeliveryError(`the mail server refused the message (${enhanced ?? responseCode})`, {
    isPermanent: isOfTheMailbox,
  });
}

interface SmtpErrorFields {
  readonly responseCode?: unknown;
  readonly response?: unknown;
  readonly command?: unknown;
  readonly code?: unknown;
}

function fieldsOf(error: unknown): SmtpErrorFields {
  return typeof error === "object" && error !== null ? error : {};
}
