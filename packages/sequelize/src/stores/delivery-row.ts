import type { Delivery, DeliveryStats, DeliveryStatus } from "@sallyport/core";
import { z } from "zod";

/** The columns of a delivery, in the order of the record. `numeric` comes as text. */
export const COLUMNS = "id, user_id, method_id, code_id, channel, purpose, country, price::float8 AS price";

/** The life of a message: whoever stands further right is later. */
const LIFE: readonly DeliveryStatus[] = ["queued", "sent", "delivered", "opened", "failed", "bounced", "complained"];

/** How far along a status is, so that one that is told late or twice can be left out. */
export function rank(status: string): string {
  return `array_position(ARRAY[${LIFE.map((each) => `'${each}'`).join(", ")}]::text[], ${status})`;
}

/** Handed over in vain: no provider has taken it, as far as is known. */
export const NOT_TAKEN = "(settled_at IS NOT NULL AND provider_id IS NULL AND status IN ('failed', 'bounced'))";

/** A provider has taken it: it has said so, or has reported of it since. */
export const TAKEN = "(provider_id IS NOT NULL OR status IN ('sent', 'delivered', 'opened', 'complained'))";

const channel = z.enum(["sms", "email"]);
const row = z.object({
  id: z.string(),
  user_id: z.string(),
  method_id: z.string().nullable(),
  code_id: z.string().nullable(),
  channel,
  purpose: z.enum(["code", "notice"]),
  country: z.string().nullable(),
  price: z.number(),
});

export function toDelivery(value: unknown): Delivery {
  const { user_id, method_id, code_id, ...same } = row.parse(value);
  return { ...same, userId: user_id, methodId: method_id, codeId: code_id };
}

const statsRow = z.object({
  channel,
  country: z.string().nullable(),
  sent: z.number(),
  failed: z.number(),
  bounced: z.number(),
  codes: z.number(),
  verified: z.number(),
  spent: z.number(),
  paused_until: z.date().nullable(),
});

export function toStats(value: unknown): DeliveryStats {
  const { paused_until, ...same } = statsRow.parse(value);
  return { ...same, pausedUntil: paused_until };
}
