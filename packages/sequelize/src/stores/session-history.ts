import type { SessionHistory } from "@sallyport/core";
import { inLots, lotOf } from "./in-lots.ts";
import { COLUMNS, RECORDSET, toRecordset, toSession } from "./session-row.ts";
import { databaseNow, run, type Session } from "./statement.ts";

const GIVEN =
  "given.id, given.user_id, given.tenant_id, given.created_at, given.expires_at, given.ip, given.browser, given.os, given.device_type, given.location, given.last_seen_at";

/** `Firefox 128` is Firefox: an update is no other device (`sameBrowser` in core says the same of a session). */
const familyOf = (column: string): string => `regexp_replace(${column}, ' [0-9.]+$', '')`;

/** No row of the user is on this browser and system. NULL, where there is none at all; the row itself is not seen yet. */
const ALL_OTHERS = `SELECT bool_and(${["browser", "os"]
  .map((column) => `${familyOf(`before.${column}`)} IS DISTINCT FROM ${familyOf(`opened.${column}`)}`)
  .join(" OR ")}) FROM user_sessions AS before WHERE before.user_id = opened.user_id`;

/** The history of sessions in PostgreSQL. */
export function createSessionHistory(session: Session): SessionHistory {
  return {
    open: async (opened) => {
      const [row] = await run(
        session,
        `INSERT INTO user_sessions AS opened (${COLUMNS}) SELECT ${GIVEN}, NULL, NULL FROM ${RECORDSET}
         ON CONFLICT (id) DO NOTHING RETURNING coalesce((${ALL_OTHERS}), false) AS is_unknown`,
        [toRecordset([opened])],
      );
      return row?.["is_unknown"] === true;
    },
    end: async (ended, reason) => {
      if (ended.length === 0) return;
      await run(
        session,
        `INSERT INTO user_sessions AS known (${COLUMNS}) SELECT ${GIVEN}, ${databaseNow(session)}, $2::text FROM ${RECORDSET}
         ON CONFLICT (id) DO UPDATE SET ended_at = EXCLUDED.ended_at, end_reason = EXCLUDED.end_reason, last_seen_at = EXCLUDED.last_seen_at
          WHERE known.ended_at IS NULL AND known.user_id = EXCLUDED.user_id
         RETURNING id`,
        [toRecordset(ended), reason],
      );
    },
    endedIds: async (userId) => {
      const rows = await run(
        session,
        `SELECT id FROM user_sessions WHERE user_id = $1 AND ended_at IS NOT NULL AND expires_at > ${databaseNow(session)}`,
        [userId],
      );
      return rows.map(({ id }) => String(id));
    },
    list: async (userId, limit) =>
      (
        await run(
          session,
          `SELECT ${COLUMNS} FROM user_sessions WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2::int`,
          [userId, limit],
        )
      ).map(toSession),
    countLastDay: async (userId) => {
      const [row] = await run(
        session,
        `SELECT count(*)::int AS sessions FROM user_sessions WHERE user_id = $1 AND created_at > ${databaseNow(session)} - interval '1 day'`,
        [userId],
      );
      return Number(row?.["sessions"] ?? 0);
    },
    cleanUp: async ({ retentionDays }) => {
      const pick = (where: string): string => lotOf("user_sessions", where);
      await inLots(
        session,
        `UPDATE user_sessions SET ended_at = expires_at, end_reason = 'absolute_timeout'
          WHERE id IN (${pick(`ended_at IS NULL AND expires_at <= ${databaseNow(session)}`)}) RETURNING id`,
        [],
      );
      return inLots(
        session,
        `DELETE FROM user_sessions
          WHERE id IN (${pick(`ended_at < ${databaseNow(session)} - make_interval(days => $1::int)`)}) RETURNING id`,
        [retentionDays],
      );
    },
  };
}
