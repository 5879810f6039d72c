import type { DeviceRecord } from "@sallyport/core";
import { z } from "zod";

/** The columns of a device, in the order of the record. */
export const COLUMNS = `id, user_id, tenant_id, name, device_type, trusted_by, trusted_browser, trusted_os, trusted_network,
  last_browser, last_os, last_network, uses, failures, created_at, last_used_at, expires_at, ended_at, end_reason`;

/** Neither ended nor run out; whether it is void is another question, which only asking it answers. */
export function alive(now: string): string {
  return `(ended_at IS NULL AND expires_at > ${now})`;
}

/**
 * What a user has, as one text: the methods, and the generation of backup codes. A code that is spent keeps its row, so
 * that the first id is the same until the codes are replaced.
 */
export function factorsOf(userId: string): string {
  return `((SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM mfa_methods WHERE user_id = ${userId}::text)
    || '/' || (SELECT coalesce(min(id::text), '') FROM mfa_backup_codes WHERE user_id = ${userId}::text))`;
}

const row = z.object({
  id: z.string(),
  user_id: z.string(),
  tenant_id: z.string().nullable(),
  name: z.string(),
  device_type: z.enum(["desktop", "mobile", "tablet", "other"]),
  trusted_by: z.enum(["totp", "sms", "email", "webauthn", "backup_code"]),
  trusted_browser: z.string().nullable(),
  trusted_os: z.string().nullable(),
  trusted_network: z.string().nullable(),
  last_browser: z.string().nullable(),
  last_os: z.string().nullable(),
  last_network: z.string().nullable(),
  uses: z.number(),
  failures: z.number(),
  created_at: z.date(),
  last_used_at: z.date().nullable(),
  expires_at: z.date(),
  ended_at: z.date().nullable(),
  end_reason: z.string().nullable(),
});

export function toDevice(value: unknown): DeviceRecord {
  const found = row.parse(value);
  return {
    id: found.id,
    userId: found.user_id,
    tenantId: found.tenant_id,
    name: found.name,
    deviceType: found.device_type,
    trustedBy: found.trusted_by,
    trusted: { browser: found.trusted_browser, os: found.trusted_os, network: found.trusted_network },
    last: { browser: found.last_browser, os: found.last_os, network: found.last_network },
    uses: found.uses,
    failures: found.failures,
    createdAt: found.created_at,
    lastUsedAt: found.last_used_at,
    expiresAt: found.expires_at,
    endedAt: found.ended_at,
    endReason: found.end_reason as DeviceRecord["endReason"],
  };
}
