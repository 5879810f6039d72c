import type { FailureStore } from "@sallyport/core";
import { databaseNow, run, type Session } from "./statement.ts";

/** Past this many doublings every wait is at its longest; the exponent must not grow without end. */
const MOST_DOUBLINGS = 30;

/** Failure counters in PostgreSQL, on its own clock. */
export function createFailureStore(session: Session): FailureStore {
  async function lockedForSeconds(userId: string): Promise<number> {
    const [row] = await run(
      session,
      `SELECT ceil(extract(epoch FROM next_attempt_at - ${databaseNow(session)}))::int AS seconds FROM mfa_auth_attempts WHERE user_id = $1`,
      [userId],
    );
    return Math.max(0, Number(row?.["seconds"] ?? 0));
  }

  return {
    lockedForSeconds,
    charge: async (userId, { freeFailures, baseWaitSeconds, maxWaitSeconds }) => {
      const now = databaseNow(session);
      const wait = (failures: string): string => `CASE WHEN ${failures} < $2::int THEN interval '0'
        ELSE make_interval(secs => least($4::double precision, $3::double precision * 2 ^ least(${failures} - $2::int, ${String(MOST_DOUBLINGS)}))) END`;
      const [row] = await run(
        session,
        `INSERT INTO mfa_auth_attempts AS attempts (user_id, failures, next_attempt_at) VALUES ($1, 1, ${now} + ${wait("1")})
         ON CONFLICT (user_id) DO UPDATE SET failures = attempts.failures + 1, next_attempt_at = ${now} + ${wait("(attempts.failures + 1)")}
          WHERE attempts.next_attempt_at <= ${now}
         RETURNING failures`,
        [userId, freeFailures, baseWaitSeconds, maxWaitSeconds],
      );
      if (row) return { allowed: true, failures: Number(row["failures"]) };
      return { allowed: false, retryAfterSeconds: Math.max(1, await lockedForSeconds(userId)) };
    },
    refund: async (userId, { freeFailures }) => {
      await run(
        session,
        `UPDATE mfa_auth_attempts
            SET failures = greatest(failures - 1, 0),
                next_attempt_at = CASE WHEN failures <= $2::int THEN least(next_attempt_at, ${databaseNow(session)}) ELSE next_attempt_at END
          WHERE user_id = $1 RETURNING user_id`,
        [userId, freeFailures],
      );
    },
    reset: async (userId) => {
      await run(session, "DELETE FROM mfa_auth_attempts WHERE user_id = $1 RETURNING user_id", [userId]);
    },
  };
}
