import type { DeliveryStore } from "@sallyport/core";
import { admitDelivery } from "./admit-delivery.ts";
import { COLUMNS, NOT_TAKEN, rank, TAKEN, toDelivery, toStats } from "./delivery-row.ts";
import { inLots, lotOf } from "./in-lots.ts";
import { databaseNow, run, uuidOrNull, type Session } from "./statement.ts";

/** What was sent, in PostgreSQL. */
export function createDeliveryStore(session: Session): DeliveryStore {
  return {
    admit: (delivery, rule) => admitDelivery(session, { delivery, rule }),
    settle: async (id, { provider, providerId, status }) => {
      // A report may have come first. A later try may end better than the one before, but what was taken stays taken.
      await run(
        session,
        `UPDATE mfa_deliveries
            SET provider = $2::text, provider_id = $3::text, settled_at = ${databaseNow(session)},
                status = CASE WHEN ${NOT_TAKEN} OR ${rank("status")} < ${rank("$4::text")} THEN $4::text ELSE status END
          WHERE id = $1::uuid AND (provider_id IS NULL OR $3::text IS NOT NULL) RETURNING id`,
        [id, provider, providerId, status],
      );
    },
    report: async ({ provider, messageId, providerId, status }) => {
      // What a provider hands back as our id may be anything.
      const id = uuidOrNull(messageId);
      // By our id also before it is settled: the report may be faster than what we write. Another provider's it is not.
      const [row] = await run(
        session,
        `UPDATE mfa_deliveries SET status = $4::text
          WHERE ((id = $2::uuid AND (provider IS NULL OR provider = $1::text)) OR (provider = $1::text AND provider_id = $3::text))
            AND ${rank("status")} < ${rank("$4::text")}
         RETURNING ${COLUMNS}`,
        [provider, id, providerId ?? null, status],
      );
      return row && toDelivery(row);
    },
    verified: async (codeId) => {
      const [row] = await run(
        session,
        `WITH sends AS (
           UPDATE mfa_deliveries SET verified_at = coalesce(verified_at, ${databaseNow(session)})
            WHERE code_id = $1::text RETURNING id, settled_at, provider, provider_id
         )
         SELECT provider, provider_id FROM sends WHERE provider_id IS NOT NULL ORDER BY settled_at DESC, id DESC LIMIT 1`,
        [codeId],
      );
      return row && { provider: String(row["provider"]), providerId: String(row["provider_id"]) };
    },
    resume: async (country) => {
      const now = databaseNow(session);
      // Back to its begin, and not to now: a parallel call may have begun earlier than this one, and would still see it run.
      const ended = await run(
        session,
        `UPDATE mfa_delivery_pauses SET paused_until = paused_at, counts_from = ${now}
          WHERE country = $1::text AND paused_until > ${now} RETURNING country`,
        [country],
      );
      return ended.length > 0;
    },
    stats: async (hours) => (await run(session, statsStatement(databaseNow(session)), [hours])).map(toStats),
    cleanUp: (retentionDays) =>
      inLots(
        session,
        `DELETE FROM mfa_deliveries
          WHERE id IN (${lotOf("mfa_deliveries", `created_at < ${databaseNow(session)} - make_interval(days => $1::int)`)}) RETURNING id`,
        [retentionDays],
      ),
  };
}

/** $1 hours. */
function statsStatement(now: string): string {
  const count = (where: string): string => `(count(*) FILTER (WHERE ${where}))::int`;
  return `SELECT channel, country, ${count(TAKEN)} AS sent, ${count("status = 'failed'")} AS failed,
      ${count("status IN ('bounced', 'complained')")} AS bounced, ${count(`purpose = 'code' AND ${TAKEN}`)} AS codes,
      ${count(`purpose = 'code' AND ${TAKEN} AND verified_at IS NOT NULL`)} AS verified,
      coalesce(sum(price) FILTER (WHERE ${TAKEN}), 0)::float8 AS spent,
      (SELECT paused_until FROM mfa_delivery_pauses AS pause
        WHERE pause.country = sends.country AND paused_until > ${now}) AS paused_until
    FROM mfa_deliveries AS sends WHERE created_at > ${now} - make_interval(secs => $1::double precision * 3600)
   GROUP BY channel, country ORDER BY channel, country NULLS FIRST`;
}
