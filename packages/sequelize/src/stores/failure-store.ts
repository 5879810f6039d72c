import type { FailureCount, FailureSchedule, FailureStore } from "@sallyport/core";
import { databaseNow, run, type Session } from "./statement.ts";

/** Past this many doublings every wait is at its longest; the exponent must not grow without end. */
const MOST_DOUBLINGS = 30;

/**
 * What is free is free since a while ago. Parallel guesses line up at the row in no order: one that began a moment before
 * the one that it has waited for would find "from now on" in its future, and be refused for nothing.
 */
const NO_WAIT = "interval '1 minute'";

/** Failure counters in PostgreSQL, on its own clock. */
export function createFailureStore(session: Session): FailureStore {
  async function count(userId: string, schedule: FailureSchedule): Promise<FailureCount> {
    const now = databaseNow(session);
    const [row] = await run(
      session,
      `SELECT failures, ${recentSum("failures_by_day", now, "$2")} AS recent, ceil(extract(epoch FROM next_attempt_at - ${now}))::int AS seconds
         FROM mfa_auth_attempts WHERE user_id = $1`,
      [userId, schedule.recentDays],
    );
    return {
      inARow: Number(row?.["failures"] ?? 0),
      recent: Number(row?.["recent"] ?? 0),
      waitSeconds: Math.max(0, Number(row?.["seconds"] ?? 0)),
    };
  }

  return {
    count,
    charge: async (userId, schedule, { isCapped = true } = {}) => {
      const now = databaseNow(session);
      const { freeFailures, baseWaitSeconds, maxWaitSeconds, maxInARow, maxRecent, recentDays } = schedule;
      const [row] = await run(session, chargeStatement(now), [
        userId,
        freeFailures,
        baseWaitSeconds,
        maxWaitSeconds,
        isCapped,
        maxInARow,
        maxRecent,
        recentDays,
      ]);
      if (row) return { allowed: true, failures: Number(row["failures"]), recent: Number(row["recent"]) };
      const { inARow, recent, waitSeconds } = await count(userId, schedule);
      const isOff = isCapped && (inARow >= maxInARow || recent >= maxRecent);
      return { allowed: false, isOff, retryAfterSeconds: isOff ? maxWaitSeconds : Math.max(1, waitSeconds) };
    },
    refund: async (userId, { freeFailures }) => {
      const now = databaseNow(session);
      await run(
        session,
        `UPDATE mfa_auth_attempts
            SET failures = greatest(failures - 1, 0), failures_by_day = ${oneLessToday(now)},
                next_attempt_at = CASE WHEN failures <= $2::int THEN least(next_attempt_at, ${now} - ${NO_WAIT}) ELSE next_attempt_at END
          WHERE user_id = $1 RETURNING user_id`,
        [userId, freeFailures],
      );
    },
    reset: async (userId) => {
      const now = databaseNow(session);
      await run(
        session,
        `UPDATE mfa_auth_attempts SET failures = 0, next_attempt_at = least(next_attempt_at, ${now} - ${NO_WAIT}), failures_by_day = ${oneLessToday(now)}
          WHERE user_id = $1 RETURNING user_id`,
        [userId],
      );
    },
    forget: async (userId) => {
      await run(session, "DELETE FROM mfa_auth_attempts WHERE user_id = $1 RETURNING user_id", [userId]);
    },
    claimNotice: async (userId, everySeconds) => {
      const now = databaseNow(session);
      const claimed = await run(
        session,
        `UPDATE mfa_auth_attempts SET noticed_at = ${now}
          WHERE user_id = $1 AND (noticed_at IS NULL OR noticed_at <= ${now} - make_interval(secs => $2::double precision)) RETURNING user_id`,
        [userId, everySeconds],
      );
      return claimed.length > 0;
    },
  };
}

/** Days since 1970, as a key. */
function dayOf(now: string): string {
  return `floor(extract(epoch FROM ${now}) / 86400)::int`;
}

/** Failures of the last `days` days, today included. */
function recentSum(column: string, now: string, days: string): string {
  return `(SELECT coalesce(sum(value::int), 0)::int FROM jsonb_each_text(${column}) WHERE key::int > ${dayOf(now)} - ${days}::int)`;
}

function oneLessToday(now: string): string {
  const today = `${dayOf(now)}::text`;
  return `failures_by_day || jsonb_build_object(${today}, greatest(coalesce((failures_by_day ->> ${today})::int, 0) - 1, 0))`;
}

/**
 * $1 user, $2 free failures, $3 first and $4 longest wait, $5 capped, $6 most in a row, $7 most of the last $8 days. One
 * statement: parallel guesses line up at the row, and each sees what the one before has made of it.
 */
function chargeStatement(now: string): string {
  const today = `${dayOf(now)}::text`;
  const wait = (failures: string): string => `CASE WHEN ${failures} < $2::int THEN -${NO_WAIT}
    ELSE make_interval(secs => least($4::double precision, $3::double precision * 2 ^ least(${failures} - $2::int, ${String(MOST_DOUBLINGS)}))) END`;
  const kept = `(SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(attempts.failures_by_day) WHERE key::int > ${dayOf(now)} - $8::int)`;
  return `INSERT INTO mfa_auth_attempts AS attempts (user_id, failures, next_attempt_at, failures_by_day)
    VALUES ($1, 1, ${now} + ${wait("1")}, jsonb_build_object(${today}, 1))
    ON CONFLICT (user_id) DO UPDATE
      SET failures = attempts.failures + 1, next_attempt_at = ${now} + ${wait("(attempts.failures + 1)")},
          failures_by_day = ${kept} || jsonb_build_object(${today}, coalesce((attempts.failures_by_day ->> ${today})::int, 0) + 1)
      WHERE attempts.next_attempt_at <= ${now}
        AND (NOT $5::boolean OR (attempts.failures < $6::int AND ${recentSum("attempts.failures_by_day", now, "$8")} < $7::int))
    RETURNING failures, ${recentSum("failures_by_day", now, "$8")} AS recent`;
}
