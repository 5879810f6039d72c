import { createHmac } from "node:crypto";
import type { AuditEntry, AuditPart } from "../stores/audit-store.ts";

/** What names the user, or tells of them alone. */
const USER = ["userId", "methodId", "sessionId", "note", "data"] as const;

/** What names whoever has acted, and where they were. */
const ACTOR = ["actorId", "ip", "ipHash", "browser", "os", "deviceType", "userAgent", "requestId"] as const;

/** The fields of a row that are a person's. They can be erased; the digest of them stays (GDPR Art. 17). */
export const PERSONAL: Readonly<Record<AuditPart, readonly (keyof AuditEntry)[]>> = { user: USER, actor: ACTOR };

/**
 * What the chain holds in the place of a part. With the salt gone nobody can find out what was digested, not even by trying
 * all users: 128 bits of it are not to be guessed.
 */
export function digestOf(entry: AuditEntry, part: AuditPart, salt: string): string {
  const values = PERSONAL[part].map((name) => canonical(entry[name]));
  return createHmac("sha256", Buffer.from(salt, "base64url"))
    .update(JSON.stringify([part, ...values]))
    .digest("base64url");
}

/** The same text for the same value, in whatever order a database gives the names back. */
function canonical(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
