import type { NewEvent } from "../events.ts";
import { MfaError } from "../errors.ts";
import { record, type Parts } from "../parts.ts";
import { newId } from "../secrets/random.ts";
import { acceptedNumber, isAllowedByApp } from "./allowed-number.ts";
import type { CodeSend } from "./code-send.ts";
import { priceOf } from "./price.ts";
import { chargeSend } from "./charge-send.ts";

/**
 * Everything that can keep a code from being sent, before it is: where it goes, the limits and budgets, and what the app
 * says of the number. Throws `ERR-FORBIDDEN` or `ERR-MFA-RATE-LIMITED`.
 */
export async function admitCode(parts: Parts, send: CodeSend): Promise<void> {
  const { destination } = send;
  const number = destination.type === "sms" ? await acceptedNumber(parts, destination.to) : undefined;
  if (destination.type === "sms" && !number) throw await refused(parts, send);
  await chargeSend(parts, send);
  // Last: a look-up at a third party costs money as well, and time.
  if (number && !(await isAllowedByApp(parts, number))) throw await refused(parts, send);
}

async function refused(parts: Parts, { user, destination, context }: CodeSend): Promise<MfaError> {
  await record(parts, {
    type: "mfa_send_refused",
    ...{ userId: user.id, methodType: destination.type, reason: "destination_not_allowed", context },
  });
  return new MfaError("ERR-FORBIDDEN");
}

/** Remembers the send; the id of the message. Refused while the country is paused. */
export async function admitDelivery(parts: Parts, send: CodeSend & { readonly codeId: string }): Promise<string> {
  const { user, destination, methodId, codeId, context } = send;
  const { type: channel, country } = destination;
  const { minConversion, conversionSends, settleSeconds, pauseSeconds } = parts.settings.delivery.sms;
  const id = newId(parts.settings);
  const admission = await parts.durable.deliveries.admit(
    { id, userId: user.id, methodId, codeId, channel, purpose: "code", country, price: priceOf(parts, destination) },
    { minRatio: minConversion, sends: conversionSends, settleSeconds, pauseSeconds },
  );
  if (admission.admitted) return id;

  const reason = "sms-conversion";
  const events: NewEvent[] = [
    { type: "mfa_challenge_rate_limited", userId: user.id, methodType: channel, reason, context },
  ];
  if (admission.paused)
    events.push({ type: "alert_raised", methodType: channel, reason, data: { country: country ?? "" } });
  await record(parts, ...events);
  throw new MfaError("ERR-MFA-RATE-LIMITED", { retryAfterSeconds: Math.max(1, admission.retryAfterSeconds) });
}
