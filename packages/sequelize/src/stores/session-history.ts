import type { SessionHistory } from "@sallyport/core";
import { COLUMNS, RECORDSET, toRecordset, toSession } from "./session-row.ts";
import { databaseNow, run, type Session } from "./statement.ts";

const GIVEN =
  "given.id, given.user_id, given.tenant_id, given.created_at, given.expires_at, given.ip, given.browser, given.os, given.device_type, given.location, given.last_seen_at";

/** Rows per statement of the clean-up: it must never hold many locks, or for long. */
const LOT = 1000;

/** The history of sessions in PostgreSQL. */
export function createSessionHistory(session: Session): SessionHistory {
  async function lots(statement: string, values: readonly unknown[]): Promise<number> {
    let total = 0;
    for (;;) {
      const rows = await run(session, statement, values);
      total += rows.length;
      if (rows.length < LOT) return total;
    }
  }

  return {
    open: async (opened) => {
      await run(
        session,
        `INSERT INTO user_sessions (${COLUMNS}) SELECT ${GIVEN}, NULL, NULL FROM ${RECORDSET} ON CONFLICT (id) DO NOTHING RETURNING id`,
        [toRecordset([opened])],
      );
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
      const pick = (where: string): string =>
        `SELECT id FROM user_sessions WHERE ${where} LIMIT ${String(LOT)} FOR UPDATE SKIP LOCKED`;
      await lots(
        `UPDATE user_sessions SET ended_at = expires_at, end_reason = 'absolute_timeout'
          WHERE id IN (${pick(`ended_at IS NULL AND expires_at <= ${databaseNow(session)}`)}) RETURNING id`,
        [],
      );
      return lots(
        `DELETE FROM user_sessions
          WHERE id IN (${pick(`ended_at < ${databaseNow(session)} - make_interval(days => $1::int)`)}) RETURNING id`,
        [retentionDays],
      );
    },
  };
}
