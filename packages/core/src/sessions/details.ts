import { z } from "zod";
import type { DeviceType, Proof } from "../protocol.ts";
import type { SessionEntry } from "../stores/session-index.ts";
import type { NewSessionRecord } from "../stores/session-history.ts";
import type { Place } from "../users.ts";

const proof = z.object({
  by: z.enum(["password", "totp", "sms", "email", "backup_code", "webauthn", "trusted_device", "mailed_code"]),
  at: z.coerce.date(),
});

const schema = z.object({
  ip: z.string().optional(),
  browser: z.string().optional(),
  os: z.string().optional(),
  location: z.record(z.string(), z.unknown()).optional(),
  tenantId: z.string().optional(),
  proofs: z.array(proof),
});

/** What the index keeps beside the times of a session. */
export interface SessionDetails {
  /** Masked. */
  readonly ip?: string | undefined;
  readonly browser?: string | undefined;
  readonly os?: string | undefined;
  readonly location?: Place | undefined;
  readonly tenantId?: string | undefined;
  readonly proofs: readonly Proof[];
}

/** A session as its user sees it (API.md "Sessions"). */
export interface SessionSummary {
  /** A public handle; never the session id. */
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastSeenAt: Date;
  /** When it ends if nothing happens. */
  readonly expiresAt: Date;
  readonly ip?: string | undefined;
  readonly browser?: string | undefined;
  readonly os?: string | undefined;
  readonly deviceType: DeviceType;
  readonly location?: Place | undefined;
  readonly proofs: readonly Proof[];
}

/** As the index takes them: plain JSON. */
export function fromDetails(details: Partial<SessionDetails>): SessionEntry["details"] {
  return JSON.parse(JSON.stringify(details)) as SessionEntry["details"];
}

export function detailsOf(session: SessionEntry): SessionDetails {
  return schema.parse(session.details);
}

/** When a session ends without another request: idle, or at its absolute end. */
export function expiryOf({ seenAt, idleSeconds, endsAt }: SessionEntry): Date {
  return new Date(Math.min(seenAt.getTime() + idleSeconds * 1000, endsAt.getTime()));
}

export function summariseSession(session: SessionEntry, currentId?: string): SessionSummary {
  const { ip, browser, os, location, proofs } = detailsOf(session);
  const { id, createdAt, seenAt, deviceType } = session;
  const expiresAt = expiryOf(session);
  return {
    ...{ id, current: id === currentId, createdAt, lastSeenAt: seenAt, expiresAt },
    ...{ ip, browser, os, deviceType, location, proofs },
  };
}

export function toRecord(userId: string, session: SessionEntry): NewSessionRecord {
  const { ip = null, browser = null, os = null, location = null, tenantId = null } = detailsOf(session);
  return {
    id: session.id,
    userId,
    tenantId,
    createdAt: session.createdAt,
    expiresAt: session.endsAt,
    ip,
    browser,
    os,
    deviceType: session.deviceType,
    location: location && { ...location },
    lastSeenAt: session.seenAt,
  };
}
