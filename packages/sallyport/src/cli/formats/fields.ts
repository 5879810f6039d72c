import type { AuditRow } from "@sallyport/core";

/** Every field of a row, in the order in which they are exported; what ties rows together stands at the end. */
export const FIELDS: readonly (keyof AuditRow)[] = [
  ...(["id", "at", "type", "severity", "outcome", "tenantId", "userId", "actorId"] as const),
  ...(["methodType", "methodId", "sessionId", "reason", "note"] as const),
  ...(["ip", "ipHash", "browser", "os", "deviceType", "userAgent", "requestId", "data"] as const),
  ...(["chain", "strand", "seq", "userSalt", "actorSalt", "userDigest", "actorDigest"] as const),
  ...(["userErasure", "actorErasure", "link", "keyId"] as const),
];
