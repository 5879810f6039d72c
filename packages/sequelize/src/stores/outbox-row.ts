import type { ClaimedMessage, OutboxMessage } from "@sallyport/core";
import { z } from "zod";

/** The columns of a message that was claimed, in the order of the record. */
export const COLUMNS = "id, user_id, key, kind, channel, destination, method_id, data, language, send_at, attempts";

const row = z.object({
  id: z.string(),
  user_id: z.string(),
  key: z.string(),
  kind: z.string(),
  channel: z.enum(["sms", "email"]),
  destination: z.string(),
  method_id: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  language: z.string(),
  send_at: z.date(),
  attempts: z.number(),
});

export function toClaimed(value: unknown): ClaimedMessage {
  const { user_id, destination, method_id, send_at, ...same } = row.parse(value);
  return { ...same, userId: user_id, to: destination, methodId: method_id, sendAt: send_at };
}

/** Messages as one JSON text, for `jsonb_to_recordset`: any number of them goes in with one statement. */
export function toRecordset(messages: readonly OutboxMessage[]): string {
  return JSON.stringify(
    messages.map(({ userId, to, methodId, sendAt, ...same }) => ({
      ...same,
      user_id: userId,
      destination: to,
      method_id: methodId,
      send_at: sendAt,
    })),
  );
}

/** The other side of `toRecordset`. */
export const RECORDSET = `jsonb_to_recordset($1::jsonb) AS given (id uuid, user_id text, key text, kind text, channel text,
  destination text, method_id uuid, data jsonb, language text, send_at timestamptz)`;
