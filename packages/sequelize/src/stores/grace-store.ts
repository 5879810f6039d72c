import type { Grace, GraceStore } from "@sallyport/core";
import { z } from "zod";
import { databaseNow, run, spanOf, type Session } from "./statement.ts";

/** Grace periods in PostgreSQL, on its own clock. */
export function createGraceStore(session: Session): GraceStore {
  async function begin(userId: string, days: number): Promise<(Grace & { readonly isNew: boolean }) | undefined> {
    const [row] = await run(session, beginStatement(databaseNow(session)), [userId, days]);
    return row && { ...toGrace(row), isNew: row["is_new"] === true };
  }

  return {
    begin: async (userId, days) => {
      // Whoever has waited for a parallel call to begin it does not see that row yet, and looks once more.
      const grace = (await begin(userId, days)) ?? (await begin(userId, days));
      if (!grace) throw new TypeError("the database has begun no grace period");
      return grace;
    },
    peek: async (userIds) =>
      (
        await run(
          session,
          `SELECT ${columns(databaseNow(session))} FROM mfa_grace WHERE user_id = ANY($1::text[]) ORDER BY user_id`,
          [userIds],
        )
      ).map(toGrace),
    extend: async (userId, { days, by, reason }) => {
      const now = databaseNow(session);
      const [row] = await run(
        session,
        `INSERT INTO mfa_grace AS known (user_id, started_at, deadline, extended_at, extended_by, extension_reason)
         VALUES ($1::text, ${now}, ${now} + ${spanOf.days("$2")}, ${now}, $3::text, $4::text)
         ON CONFLICT (user_id) DO UPDATE
           SET deadline = greatest(known.deadline, EXCLUDED.deadline), extended_at = EXCLUDED.extended_at,
               extended_by = EXCLUDED.extended_by, extension_reason = EXCLUDED.extension_reason
         RETURNING ${columns(now)}`,
        [userId, days, by, reason],
      );
      return toGrace(row);
    },
  };
}

/** The columns of a grace period, of which the deadline may be another one than the one that was set. */
function columns(now: string, deadline = "deadline"): string {
  return `user_id, started_at, ${deadline} AS deadline, ${deadline} <= ${now} AS is_over, extended_at IS NOT NULL AS is_extended`;
}

/** $1 user, $2 days. A period that has begun is only read: whoever is in it comes by often. */
function beginStatement(now: string): string {
  const counting = `CASE WHEN extended_at IS NULL THEN least(deadline, started_at + ${spanOf.days("$2")}) ELSE deadline END`;
  return `WITH begun AS (
      INSERT INTO mfa_grace (user_id, started_at, deadline) VALUES ($1::text, ${now}, ${now} + ${spanOf.days("$2")})
      ON CONFLICT (user_id) DO NOTHING RETURNING *
    ), either AS (
      SELECT true AS is_new, * FROM begun UNION ALL SELECT false, * FROM mfa_grace WHERE user_id = $1::text
    )
    SELECT is_new, ${columns(now, counting)} FROM either`;
}

const row = z.object({
  user_id: z.string(),
  started_at: z.date(),
  deadline: z.date(),
  is_over: z.boolean(),
  is_extended: z.boolean(),
});

function toGrace(value: unknown): Grace {
  const { user_id, started_at, deadline, is_over, is_extended } = row.parse(value);
  return { userId: user_id, startedAt: started_at, deadline, isOver: is_over, isExtended: is_extended };
}
