import type { AuditRow } from "@sallyport/core";
import { z } from "zod";

/** Every field of a row, its column and the type of it, in the order of the table. */
const FIELDS = {
  id: "id uuid",
  chain: "chain text",
  strand: "strand smallint",
  seq: "seq bigint",
  type: "type text",
  at: "occurred_at timestamptz",
  severity: "severity text",
  outcome: "outcome text",
  tenantId: "tenant_id text",
  userId: "user_id text",
  actorId: "actor_id text",
  methodType: "method_type text",
  methodId: "method_id text",
  sessionId: "session_id text",
  reason: "reason text",
  note: "note text",
  ip: "ip text",
  ipHash: "ip_hash text",
  browser: "browser text",
  os: "os text",
  deviceType: "device_type text",
  userAgent: "user_agent text",
  requestId: "request_id text",
  data: "data jsonb",
  userSalt: "user_salt text",
  actorSalt: "actor_salt text",
  userDigest: "user_digest text",
  actorDigest: "actor_digest text",
  link: "link text",
  keyId: "key_id text",
  userErasure: "user_erasure text",
  actorErasure: "actor_erasure text",
} as const satisfies Readonly<Record<keyof AuditRow, string>>;

function isField(name: string): name is keyof AuditRow {
  return Object.hasOwn(FIELDS, name);
}

const FIELD_COLUMNS: readonly (readonly [field: keyof AuditRow, column: string])[] = Object.keys(FIELDS)
  .filter(isField)
  .map((field) => [field, FIELDS[field].slice(0, FIELDS[field].indexOf(" "))]);

/** The columns of a row. */
export const COLUMNS: string = FIELD_COLUMNS.map(([, column]) => column).join(", ");

/** Rows out of one value, the JSON text of `toRecordset`. */
export function recordset(parameter: string): string {
  return `jsonb_to_recordset(${parameter}::jsonb) AS given(${Object.values(FIELDS).join(", ")})`;
}

/** How each field begins as JSON. */
const NAMES: readonly (readonly [field: keyof AuditRow, name: string])[] = FIELD_COLUMNS.map(([field, column]) => [
  field,
  `${JSON.stringify(column)}:`,
]);

/** Rows as one JSON text. What is null is left out: it is null there as well. */
export function toRecordset(rows: readonly AuditRow[]): string {
  return `[${rows.map(toJson).join(",")}]`;
}

function toJson(row: AuditRow): string {
  let text = "";
  for (const [field, name] of NAMES) {
    const value: unknown = row[field];
    if (value !== null && value !== undefined) text += `${text && ","}${name}${JSON.stringify(value)}`;
  }
  return `{${text}}`;
}

const text = z.string().nullable();

const shape = z.object({
  id: z.string(),
  chain: z.string(),
  strand: z.number(),
  // 64 bits: the driver gives it as text.
  seq: z.coerce.number().int(),
  type: z.string(),
  at: z.date(),
  severity: z.enum(["info", "notice", "warning", "critical"]),
  outcome: z.enum(["success", "failure"]),
  tenantId: text,
  userId: text,
  actorId: text,
  methodType: text,
  methodId: text,
  sessionId: text,
  reason: text,
  note: text,
  ip: text,
  ipHash: text,
  browser: text,
  os: text,
  deviceType: text,
  userAgent: text,
  requestId: text,
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  userSalt: text,
  actorSalt: text,
  userDigest: z.string(),
  actorDigest: z.string(),
  link: z.string(),
  keyId: z.string(),
  userErasure: text,
  actorErasure: text,
});

export function toAuditRow(found: Readonly<Record<string, unknown>>): AuditRow {
  return shape.parse(Object.fromEntries(FIELD_COLUMNS.map(([field, column]) => [field, found[column]])));
}
