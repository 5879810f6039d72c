import type { OutboxStore } from "@sallyport/core";
import { inLots, lotOf } from "./in-lots.ts";
import { COLUMNS, RECORDSET, toClaimed, toRecordset } from "./outbox-row.ts";
import { databaseNow, run, type Session } from "./statement.ts";

const GIVEN = "id, user_id, key, kind, channel, destination, method_id, data, language";

/** Messages that must not be lost, in PostgreSQL. */
export function createOutboxStore(session: Session): OutboxStore {
  return {
    add: async (messages) => {
      if (messages.length === 0) return;
      await run(
        session,
        `INSERT INTO mfa_outbox (${GIVEN}, send_at) SELECT ${GIVEN}, coalesce(send_at, ${databaseNow(session)}) FROM ${RECORDSET} ON CONFLICT (key) DO NOTHING RETURNING id`,
        [toRecordset(messages)],
      );
    },
    claim: async (limit, leaseSeconds) =>
      (await run(session, claimStatement(databaseNow(session)), [limit, leaseSeconds])).map(toClaimed),
    finish: async (id, outcome) => {
      await run(
        session,
        `UPDATE mfa_outbox SET finished_at = ${databaseNow(session)}, outcome = $2::text, destination = NULL, claimed_until = NULL
          WHERE id = $1::uuid AND finished_at IS NULL RETURNING id`,
        [id, outcome],
      );
    },
    retry: async (id, inSeconds) => {
      await run(
        session,
        `UPDATE mfa_outbox SET claimed_until = ${databaseNow(session)} + make_interval(secs => $2::double precision)
          WHERE id = $1::uuid AND finished_at IS NULL RETURNING id`,
        [id, inSeconds],
      );
    },
    cancel: async (userId, kind) => {
      await run(
        session,
        "DELETE FROM mfa_outbox WHERE user_id = $1::text AND kind = $2::text AND finished_at IS NULL RETURNING id",
        [userId, kind],
      );
    },
    cleanUp: (retentionDays) =>
      inLots(
        session,
        `DELETE FROM mfa_outbox
          WHERE id IN (${lotOf("mfa_outbox", `finished_at < ${databaseNow(session)} - make_interval(days => $1::int)`)}) RETURNING id`,
        [retentionDays],
      ),
  };
}

/**
 * $1 how many, $2 seconds of the lease. The rows are picked in a CTE: a sub-select in the condition of an update may be
 * run again for each row, and then takes more than its limit.
 */
function claimStatement(now: string): string {
  return `WITH due AS (
      SELECT id FROM mfa_outbox
       WHERE finished_at IS NULL AND send_at <= ${now} AND (claimed_until IS NULL OR claimed_until <= ${now})
       ORDER BY send_at, id LIMIT $1::int FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE mfa_outbox SET attempts = attempts + 1, claimed_until = ${now} + make_interval(secs => $2::double precision)
       WHERE id IN (SELECT id FROM due) RETURNING ${COLUMNS}
    )
    SELECT ${COLUMNS} FROM claimed ORDER BY send_at, id`;
}
