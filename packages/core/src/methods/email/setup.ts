import { MfaError } from "../../errors.ts";
import type { Parts } from "../../parts.ts";
import { requireFull, type Subject } from "../../subject.ts";
import { setupSentMethod, type SentSetup } from "../sent-code/setup.ts";
import { parseEmailAddress } from "./address.ts";

/** Begins the enrollment of an address; of the account's own where none is named. */
export async function setupEmail(
  parts: Parts,
  request: { subject: Subject; email?: string | undefined; name?: string | undefined },
): Promise<SentSetup> {
  const { subject, email = subject.user.email ?? "", name = "E-mail" } = request;
  requireFull(subject);
  const to = parseEmailAddress(email);
  if (to === undefined)
    throw new MfaError("ERR-VALIDATION", { members: { errors: [{ field: "email", message: "not accepted" }] } });
  return setupSentMethod(parts, { subject, destination: { type: "email", to, country: null }, name });
}
