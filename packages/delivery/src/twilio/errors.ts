import { DeliveryError } from "@sallyport/core";

/**
 * The codes that speak of the number itself: no other try, sender or provider reaches it. All others may pass, or are
 * the operator's to settle. Some that look like these and are not:
 *
 * - 21408, 21612: the account may not send to this country, or not from this sender. Another provider may.
 * - 30003: the handset is off or out of reach, mostly for a while.
 * - 30007, 30008: filtered for its text, or unknown.
 * - 60203, 60410: Verify holds back because of too many sends, or of fraud in the neighbourhood.
 *
 * @see https://www.twilio.com/docs/api/errors
 */
const PERMANENT: ReadonlySet<number> = new Set([
  21211, // not a valid number
  21214, // cannot be reached
  21217, // does not look like a number
  21610, // has replied STOP to this sender: nobody goes around that
  21614, // not a mobile number
  21635, // a landline
  30004, // blocked: by the recipient, or by a do-not-disturb register
  30005, // unknown, or no longer in service
  30006, // a landline, or a carrier that takes no messages
  60205, // a landline, says Verify
]);

/** Verify has one code for every parameter that is wrong, and names it in the message. */
const INVALID_PARAMETER = 60200;
const OF_THE_NUMBER = /^Invalid parameter:? `?To\b/i;

/** Whether Twilio's code says that the number takes no messages, now or later. */
export function isPermanentCode(code: unknown): boolean {
  return PERMANENT.has(Number(code));
}

/**
 * What went wrong, in words that may be logged. Twilio's own message names the number, and the error of axios carries the
 * text and the password: neither is kept, not even as `cause`.
 */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { status, code, message } = fieldsOf(error);
  if (typeof status !== "number" || typeof code !== "number")
    return new DeliveryError(`Twilio was not reached (${typeof code === "string" ? code : "no answer"})`, {
      isPermanent: false,
    });
  const isInvalidNumber = code === INVALID_PARAMETER && typeof message === "string" && OF_THE_NUMBER.test(message);
  return new DeliveryError(`Twilio refused the message (status ${status}, code ${code})`, {
    isPermanent: isInvalidNumber || isPermanentCode(code),
  });
}

function fieldsOf(error: unknown): { readonly status?: unknown; readonly code?: unknown; readonly message?: unknown } {
  return typeof error === "object" && error !== null ? error : {};
}
