import type { AuditCursor, AuditFilter } from "@sallyport/core";
import { COLUMNS } from "./audit-row.ts";
import { uuidOrNull } from "./statement.ts";

/** A page of the trail. */
export interface EventPage {
  readonly filter: AuditFilter;
  readonly limit: number;
  readonly behind: AuditCursor | undefined;
  /** `DESC`: the newest first. */
  readonly order: "ASC" | "DESC";
}

const OUTCOMES = ["success", "failure"] as const;
const SEVERITIES = ["info", "notice", "warning", "critical"] as const;

/**
 * The statement of a page. What the filter holds are values, so that its text depends only on which of them are given.
 *
 * Where an index begins with something and goes on with outcome and severity, each pair of them is asked for by itself and
 * the answers are merged in order: eight short walks, whatever the planner believes about how often they come together. They
 * read nothing but the index, and only the rows of the page itself are fetched.
 */
export function pageOf({ filter, limit, behind, order }: EventPage): {
  readonly statement: string;
  readonly values: readonly unknown[];
} {
  const values: unknown[] = [];
  const value = (given: unknown): string => `$${String(values.push(given))}`;
  const { type, tenantId, userId, actorId, from, to } = filter;
  const conditions = [
    ...(type === undefined ? [] : [`type = ${value(type)}::text`]),
    ...(tenantId === undefined ? [] : [`tenant_id = ${value(tenantId)}::text`]),
    ...(userId === undefined ? [] : [`user_id = ${value(userId)}::text`]),
    ...(actorId === undefined ? [] : [`actor_id = ${value(actorId)}::text`]),
    ...(from ? [`occurred_at >= ${value(from.toISOString())}::timestamptz`] : []),
    ...(to ? [`occurred_at < ${value(to.toISOString())}::timestamptz`] : []),
    ...(behind
      ? [
          `(occurred_at, id) ${order === "DESC" ? "<" : ">"} (${value(behind.at.toISOString())}::timestamptz, ${value(uuidOrNull(behind.id))}::uuid)`,
        ]
      : []),
  ];
  const ordered = `ORDER BY occurred_at ${order}, id ${order}`;
  const most = `LIMIT ${value(limit)}::int`;
  const walks = kindsOf(filter, value).map((kind) => {
    const all = [...conditions, ...kind];
    const where = all.length > 0 ? `WHERE ${all.join(" AND ")}` : "";
    return `(SELECT id, occurred_at FROM security_events ${where} ${ordered} ${most})`;
  });
  const statement = `WITH page AS MATERIALIZED (
      SELECT id FROM (${walks.join(" UNION ALL ")}) AS walked ${ordered} ${most}
    )
    SELECT ${COLUMNS} FROM page JOIN security_events USING (id) ${ordered}`;
  return { statement, values };
}

/** The conditions of each walk. */
function kindsOf(filter: AuditFilter, value: (given: unknown) => string): readonly (readonly string[])[] {
  const { type, tenantId, userId, actorId, outcome, severity } = filter;
  const isOfOne = userId !== undefined || actorId !== undefined;
  const isPlain = [type, tenantId, outcome, severity].every((given) => given === undefined);
  const known = [
    ...(outcome ? [`outcome = ${value(outcome)}::text`] : []),
    ...(severity ? [`severity = ${value(severity)}::text`] : []),
  ];
  // Of one person there are few, and without any of these the order of time is an index of its own.
  if (isOfOne || isPlain) return [known];
  const outcomes = outcome ? [[]] : OUTCOMES.map((each) => [`outcome = '${each}'`]);
  const severities = severity ? [[]] : SEVERITIES.map((each) => [`severity = '${each}'`]);
  return outcomes.flatMap((one) => severities.map((other) => [...known, ...one, ...other]));
}
