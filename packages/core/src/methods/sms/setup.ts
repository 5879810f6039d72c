import { acceptedNumber } from "../../delivery/allowed-number.ts";
import { MfaError } from "../../errors.ts";
import type { Parts } from "../../parts.ts";
import { requireFull, type Subject } from "../../subject.ts";
import { setupSentMethod, type SentSetup } from "../sent-code/setup.ts";

/** Begins the enrollment of a number. One that is malformed, or that nobody should be texted at, is refused before anything is sent. */
export async function setupSms(
  parts: Parts,
  request: { subject: Subject; phoneNumber: string; name?: string | undefined },
): Promise<SentSetup> {
  const { subject, phoneNumber, name = "Phone" } = request;
  requireFull(subject);
  const number = await acceptedNumber(parts, phoneNumber);
  if (!number)
    throw new MfaError("ERR-VALIDATION", { members: { errors: [{ field: "phoneNumber", message: "not accepted" }] } });
  const destination = { type: "sms", to: number.e164, country: number.country } as const;
  return setupSentMethod(parts, { subject, destination, name });
}
