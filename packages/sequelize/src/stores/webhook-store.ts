import type { WebhookStore, WebhookTarget } from "@sallyport/core";
import { COLUMNS } from "./audit-row.ts";
import { inLots, LOT } from "./in-lots.ts";
import { databaseNow, run, uuidOrNull, type Session } from "./statement.ts";
import { toDeadLetter, toDelivery } from "./webhook-row.ts";

const OPEN = "delivered_at IS NULL AND abandoned_at IS NULL";
const THIS_ONE = `webhook = $1::text AND event_id = $2::uuid AND ${OPEN}`;

/** Written in the transaction of the events. */
export async function addTargets(session: Session, targets: readonly WebhookTarget[]): Promise<void> {
  if (targets.length === 0) return;
  await run(
    session,
    `INSERT INTO audit_deliveries (webhook, event_id, due_at)
       SELECT webhook, "eventId", ${databaseNow(session)} FROM jsonb_to_recordset($1::jsonb) AS given(webhook text, "eventId" uuid)
       ON CONFLICT DO NOTHING`,
    [JSON.stringify(targets)],
  );
}

/** What is to be posted to webhooks, in PostgreSQL. */
export function createWebhookStore(session: Session): WebhookStore {
  const now = (): string => databaseNow(session);
  return {
    claim: async (webhook, { limit, leaseSeconds }) =>
      (await run(session, claimStatement(now()), [webhook, limit, leaseSeconds])).map(toDelivery),
    finish: async ({ webhook, eventId }) => {
      await run(
        session,
        `UPDATE audit_deliveries SET delivered_at = ${now()}, claimed_until = NULL, last_error = NULL WHERE ${THIS_ONE}`,
        [webhook, eventId],
      );
    },
    retry: async ({ webhook, eventId }, { inSeconds, error }) => {
      await run(
        session,
        `UPDATE audit_deliveries SET due_at = ${now()} + make_interval(secs => $3::double precision), claimed_until = NULL,
           last_error = $4::text WHERE ${THIS_ONE}`,
        [webhook, eventId, inSeconds, error],
      );
    },
    abandon: async ({ webhook, eventId }, error) => {
      const rows = await run(
        session,
        `UPDATE audit_deliveries SET abandoned_at = ${now()}, claimed_until = NULL, last_error = $3::text
          WHERE ${THIS_ONE} RETURNING event_id`,
        [webhook, eventId, error],
      );
      return rows.length > 0;
    },
    deadLetters: async (limit) =>
      (
        await run(
          session,
          `SELECT webhook, event_id, type, occurred_at, attempts, last_error, abandoned_at
             FROM audit_deliveries JOIN security_events ON id = event_id
            WHERE abandoned_at IS NOT NULL ORDER BY abandoned_at DESC, event_id LIMIT $1::int`,
          [limit],
        )
      ).map(toDeadLetter),
    redeliver: async ({ webhook, eventId }) => {
      const rows = await run(
        session,
        `UPDATE audit_deliveries SET attempts = 0, due_at = ${now()}, claimed_until = NULL, abandoned_at = NULL
          WHERE webhook = $1::text AND abandoned_at IS NOT NULL AND ($2::boolean OR event_id = $3::uuid) RETURNING event_id`,
        [webhook, eventId === undefined, uuidOrNull(eventId)],
      );
      return rows.length;
    },
    cleanUp: (retentionDays) =>
      inLots(
        session,
        `DELETE FROM audit_deliveries WHERE (webhook, event_id) IN (
           SELECT webhook, event_id FROM audit_deliveries
            WHERE delivered_at < ${now()} - make_interval(days => $1::int)
               OR abandoned_at < ${now()} - make_interval(days => $1::int)
            LIMIT ${String(LOT)} FOR UPDATE SKIP LOCKED) RETURNING event_id`,
        [retentionDays],
      ),
  };
}

/** $1 the webhook, $2 how many, $3 seconds of the lease. In a CTE, for the reason that `outbox-store.ts` names. */
function claimStatement(now: string): string {
  return `WITH due AS (
      SELECT webhook, event_id FROM audit_deliveries
       WHERE webhook = $1::text AND ${OPEN} AND due_at <= ${now} AND (claimed_until IS NULL OR claimed_until <= ${now})
       ORDER BY due_at LIMIT $2::int FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE audit_deliveries SET attempts = attempts + 1, claimed_until = ${now} + make_interval(secs => $3::double precision)
       WHERE (webhook, event_id) IN (SELECT webhook, event_id FROM due) RETURNING webhook, event_id, attempts
    )
    SELECT webhook, attempts, ${COLUMNS} FROM claimed JOIN security_events ON id = event_id ORDER BY occurred_at, id`;
}
