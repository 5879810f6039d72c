import type { AuditEntry, NewAuditRow } from "../stores/audit-store.ts";

/** What a row tells, without what ties it to others. */
export function entryOf(row: NewAuditRow): AuditEntry {
  const { id, type, at, severity, outcome, tenantId, userId, actorId, methodType, methodId, sessionId } = row;
  const { reason, note, ip, ipHash, browser, os, deviceType, userAgent, requestId, data } = row;
  return {
    ...{ id, type, at, severity, outcome, tenantId, userId, actorId, methodType, methodId, sessionId },
    ...{ reason, note, ip, ipHash, browser, os, deviceType, userAgent, requestId, data },
  };
}
