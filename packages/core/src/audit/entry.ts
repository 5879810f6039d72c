import type { AuditEntry, NewAuditRow } from "../stores/audit-store.ts";

/** What a row tells, without what ties it to others. Field by field, since a page may have a hundred of them: see `toRow`. */
export function entryOf(row: NewAuditRow): AuditEntry {
  return {
    id: row.id,
    type: row.type,
    at: row.at,
    severity: row.severity,
    outcome: row.outcome,
    tenantId: row.tenantId,
    userId: row.userId,
    actorId: row.actorId,
    methodType: row.methodType,
    methodId: row.methodId,
    sessionId: row.sessionId,
    reason: row.reason,
    note: row.note,
    ip: row.ip,
    ipHash: row.ipHash,
    browser: row.browser,
    os: row.os,
    deviceType: row.deviceType,
    userAgent: row.userAgent,
    requestId: row.requestId,
    data: row.data,
  };
}
