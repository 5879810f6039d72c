import type { ClaimedDelivery, DeadLetter } from "@sallyport/core";
import { z } from "zod";
import { toAuditRow } from "./audit-row.ts";

const claimed = z.object({ webhook: z.string(), attempts: z.number() });

/** A delivery that was claimed, with its event. */
export function toDelivery(found: Readonly<Record<string, unknown>>): ClaimedDelivery {
  return { ...claimed.parse(found), row: toAuditRow(found) };
}

const letter = z.object({
  webhook: z.string(),
  event_id: z.string(),
  type: z.string(),
  occurred_at: z.date(),
  attempts: z.number(),
  last_error: z.string().nullable(),
  abandoned_at: z.date(),
});

export function toDeadLetter(found: Readonly<Record<string, unknown>>): DeadLetter {
  const { webhook, event_id, type, occurred_at, attempts, last_error, abandoned_at } = letter.parse(found);
  const [eventId, at, lastError, abandonedAt] = [event_id, occurred_at, last_error ?? "", abandoned_at];
  return { webhook, eventId, type, at, attempts, lastError, abandonedAt };
}
