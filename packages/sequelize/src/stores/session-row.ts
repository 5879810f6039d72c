import type { NewSessionRecord, SessionRecord } from "@sallyport/core";
import { z } from "zod";

/** The columns of a session, in the order of the record. */
export const COLUMNS =
  "id, user_id, tenant_id, created_at, expires_at, ip, browser, os, device_type, location, last_seen_at, ended_at, end_reason";

const row = z.object({
  id: z.string(),
  user_id: z.string(),
  tenant_id: z.string().nullable(),
  created_at: z.date(),
  expires_at: z.date(),
  ip: z.string().nullable(),
  browser: z.string().nullable(),
  os: z.string().nullable(),
  device_type: z.enum(["desktop", "mobile", "tablet", "other"]),
  location: z.record(z.string(), z.unknown()).nullable(),
  last_seen_at: z.date().nullable(),
  ended_at: z.date().nullable(),
  end_reason: z.string().nullable(),
});

export function toSession(value: unknown): SessionRecord {
  const found = row.parse(value);
  return {
    id: found.id,
    userId: found.user_id,
    tenantId: found.tenant_id,
    createdAt: found.created_at,
    expiresAt: found.expires_at,
    ip: found.ip,
    browser: found.browser,
    os: found.os,
    deviceType: found.device_type,
    location: found.location,
    lastSeenAt: found.last_seen_at,
    endedAt: found.ended_at,
    endReason: found.end_reason as SessionRecord["endReason"],
  };
}

/** Sessions as one JSON text, for `jsonb_to_recordset`: any number of them goes in with one statement. */
export function toRecordset(sessions: readonly NewSessionRecord[]): string {
  return JSON.stringify(
    sessions.map((session) => ({
      id: session.id,
      user_id: session.userId,
      tenant_id: session.tenantId,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
      ip: session.ip,
      browser: session.browser,
      os: session.os,
      device_type: session.deviceType,
      location: session.location,
      last_seen_at: session.lastSeenAt,
    })),
  );
}

/** The other side of `toRecordset`. */
export const RECORDSET = `jsonb_to_recordset($1::jsonb) AS given (id uuid, user_id text, tenant_id text, created_at timestamptz,
  expires_at timestamptz, ip text, browser text, os text, device_type text, location jsonb, last_seen_at timestamptz)`;
