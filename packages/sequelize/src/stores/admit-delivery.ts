import type { Admission, ConversionRule, Delivery } from "@sallyport/core";
import { z } from "zod";
import { NOT_TAKEN } from "./delivery-row.ts";
import { databaseNow, run, type Session } from "./statement.ts";

const COLUMNS = "id, user_id, method_id, code_id, channel, purpose, country, price, status, created_at";

const verdict = z.object({ admitted: z.boolean(), paused: z.boolean(), seconds: z.number() });

/** A message, and the rule that may keep it back. */
export interface Admitting {
  readonly delivery: Delivery;
  readonly rule: ConversionRule | undefined;
}

/** Remembers a message that is about to go out, or says why it may not. One that is tried again is remembered once. */
export async function admitDelivery(session: Session, { delivery, rule }: Admitting): Promise<Admission> {
  const { id, userId, methodId, codeId, channel, purpose, country, price } = delivery;
  const values = [id, userId, methodId, codeId, channel, purpose, country, price];
  const now = databaseNow(session);
  const kept = `INSERT INTO mfa_deliveries (${COLUMNS})
    SELECT $1::uuid, $2::text, $3::uuid, $4::text, $5::text, $6::text, $7::text, $8::numeric, 'queued', ${now}`;
  if (!rule || country === null) {
    await run(session, `${kept} ON CONFLICT (id) DO NOTHING RETURNING id`, values);
    return { admitted: true };
  }
  const { sends, minRatio, settleSeconds, pauseSeconds } = rule;
  const [row] = await run(session, underRule(now, kept), [...values, sends, minRatio, settleSeconds, pauseSeconds]);
  const { admitted, paused, seconds } = verdict.parse(row);
  return admitted ? { admitted } : { admitted, paused, retryAfterSeconds: seconds };
}

/**
 * $7 country, $9 how many codes, $10 the least share of them, $11 seconds until a code counts, $12 seconds of a pause. What
 * no provider took says nothing: nobody could read it.
 *
 * Parallel callers see the same codes and all want the pause. They line up at its row, and only who finds it as it was
 * when the codes were counted writes it: not where another one has begun a pause since, nor where somebody has ended one.
 */
function underRule(now: string, kept: string): string {
  const pauseEnd = `${now} + make_interval(secs => $12::double precision)`;
  return `WITH pause AS (
      SELECT paused_until, counts_from FROM mfa_delivery_pauses WHERE country = $7::text
    ), newest AS (
      SELECT verified_at FROM mfa_deliveries
       WHERE purpose = 'code' AND country = $7::text
         AND created_at > coalesce((SELECT counts_from FROM pause), '-infinity')
         AND (verified_at IS NOT NULL OR (created_at <= ${now} - make_interval(secs => $11::double precision) AND NOT ${NOT_TAKEN}))
       ORDER BY created_at DESC, id DESC LIMIT $9::int
    ), found AS (
      SELECT (SELECT paused_until FROM pause WHERE paused_until > ${now}) AS running_until,
             count(*) = $9::int AND count(verified_at) / $9::double precision < $10::double precision AS is_low
        FROM newest
    ), begun AS (
      INSERT INTO mfa_delivery_pauses AS known (country, paused_at, paused_until, counts_from)
      SELECT $7::text, ${now}, ${pauseEnd}, ${pauseEnd} FROM found WHERE running_until IS NULL AND is_low
      ON CONFLICT (country) DO UPDATE
        SET paused_at = EXCLUDED.paused_at, paused_until = EXCLUDED.paused_until, counts_from = EXCLUDED.counts_from
        WHERE known.counts_from = (SELECT counts_from FROM pause)
      RETURNING country
    ), kept AS (
      ${kept} FROM found WHERE running_until IS NULL AND NOT is_low ON CONFLICT (id) DO NOTHING RETURNING id
    )
    SELECT running_until IS NULL AND NOT is_low AS admitted, EXISTS (SELECT FROM begun) AS paused,
           greatest(1, ceil(extract(epoch FROM coalesce(running_until, ${pauseEnd}) - ${now})))::int AS seconds
      FROM found`;
}
