import type { DeliveryStatus } from "@sallyport/core";
import { isPermanentCode } from "./errors.ts";

/** Twilio's words in ours. `undelivered` and `failed` are told apart below. */
const STATUSES: Readonly<Record<string, DeliveryStatus>> = {
  accepted: "queued",
  scheduled: "queued",
  queued: "queued",
  sending: "queued",
  sent: "sent",
  delivered: "delivered",
  // WhatsApp and RCS say more; that somebody has looked is nobody's business.
  read: "delivered",
  canceled: "failed",
  undelivered: "failed",
  failed: "failed",
};

/** What has become of a message: bad news is `bounced` only if the code says that the number takes no messages. */
export function statusOf(status: unknown, errorCode: unknown): DeliveryStatus | undefined {
  if (typeof status !== "string" || !Object.hasOwn(STATUSES, status)) return undefined;
  const known = STATUSES[status];
  return known === "failed" && isPermanentCode(errorCode) ? "bounced" : known;
}
