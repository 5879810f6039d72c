import type { AuditRow } from "@sallyport/core";
import { isIP } from "node:net";
import type { Format } from "./format.ts";
import { FIELDS } from "./fields.ts";
import { ocsfClassOf } from "./ocsf-classes.ts";
import { PRODUCT, productVersion } from "./product.ts";

/** Of the schema. */
const VERSION = "1.5.0";

/** Informational, Low, Medium, Critical. */
const SEVERITY: Readonly<Record<AuditRow["severity"], number>> = { info: 1, notice: 2, warning: 3, critical: 5 };

/**
 * Open Cybersecurity Schema Framework 1.5.0, one event a line: Authentication (3002) and Account Change (3001), and the base
 * event (0) for what is neither. What the schema has no place for, the chain fields among it, stands in `unmapped`.
 */
export function ocsf(): Format {
  const product = { name: PRODUCT, vendor_name: PRODUCT, version: productVersion() };
  return { line: (row) => `${JSON.stringify(eventOf(row, product))}\n` };
}

function eventOf(row: AuditRow, product: Readonly<Record<string, string>>): object {
  const { category, class: class_uid, activity } = ocsfClassOf(row.type, row.userId !== null);
  const isWhole = isIP(row.ip ?? "") !== 0;
  return {
    category_uid: category,
    class_uid,
    activity_id: activity,
    ...(activity === 99 ? { activity_name: row.type } : {}),
    type_uid: class_uid * 100 + activity,
    time: row.at.getTime(),
    severity_id: SEVERITY[row.severity],
    status_id: row.outcome === "success" ? 1 : 2,
    ...(row.reason === null ? {} : { status_detail: row.reason }),
    ...(row.note === null ? {} : { message: row.note }),
    metadata: {
      ...{ version: VERSION, product, uid: row.id, event_code: row.type },
      ...(row.tenantId === null ? {} : { tenant_uid: row.tenantId }),
    },
    ...(row.userId === null ? {} : { user: { uid: row.userId } }),
    ...(row.actorId === null ? {} : { actor: { user: { uid: row.actorId } } }),
    // Authentication asks for a service or an endpoint that it was meant for.
    ...(class_uid === 3002 ? { service: { name: PRODUCT }, is_remote: true } : {}),
    ...(class_uid === 3002 && row.sessionId !== null ? { session: { uid: row.sessionId } } : {}),
    ...(isWhole ? { src_endpoint: { ip: row.ip } } : {}),
    ...(row.requestId === null && row.userAgent === null ? {} : { http_request: requestOf(row) }),
    unmapped: restOf(row, isWhole, class_uid === 3002),
  };
}

function requestOf({ requestId, userAgent }: AuditRow): object {
  return {
    ...(requestId === null ? {} : { uid: requestId }),
    ...(userAgent === null ? {} : { user_agent: userAgent }),
  };
}

const MAPPED: readonly (keyof AuditRow)[] = [
  ...(["id", "at", "type", "severity", "outcome", "tenantId", "userId", "actorId"] as const),
  ...(["reason", "note", "requestId", "userAgent"] as const),
];

/** A masked address is none. */
function restOf(row: AuditRow, isWhole: boolean, hasSession: boolean): object {
  const rest = FIELDS.filter(
    (name) =>
      row[name] !== null &&
      !MAPPED.includes(name) &&
      !(name === "ip" && isWhole) &&
      !(name === "sessionId" && hasSession) &&
      !(name === "data" && Object.keys(row.data).length === 0),
  );
  return Object.fromEntries(rest.map((name) => [name, row[name]]));
}
