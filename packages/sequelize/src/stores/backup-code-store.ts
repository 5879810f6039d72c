import type { BackupCodeRecord, BackupCodeStore } from "@sallyport/core";
import { z } from "zod";
import { databaseNow, inTransaction, lock, run, type Session } from "./statement.ts";

const codeRow = z.object({ id: z.string(), position: z.number(), lookup: z.number(), hash: z.string() });
const countRow = z.object({
  remaining: z.number(),
  generated_at: z.date().nullable(),
  expires_at: z.date().nullable(),
});

/** Backup codes in PostgreSQL: one generation per user. */
export function createBackupCodeStore(session: Session): BackupCodeStore {
  const live = (): string => `used_at IS NULL AND (expires_at IS NULL OR expires_at > ${databaseNow(session)})`;

  return {
    replace: (userId, codes, { expiresInSeconds }) =>
      inTransaction(session, async (open) => {
        await lock(open, `backup-codes:${userId}`);
        await run(open, "DELETE FROM mfa_backup_codes WHERE user_id = $1 RETURNING id", [userId]);
        await run(open, insertion(open), [userId, ...columns(codes), expiresInSeconds]);
      }),
    find: async (userId, lookup) => {
      const rows = await run(
        session,
        `SELECT id, position, lookup, hash FROM mfa_backup_codes WHERE user_id = $1 AND lookup = $2 AND ${live()}`,
        [userId, lookup],
      );
      return rows[0] && codeRow.parse(rows[0]);
    },
    spend: async (userId, codeId) => {
      const rows = await run(
        session,
        `UPDATE mfa_backup_codes SET used_at = ${databaseNow(session)} WHERE id = $1 AND user_id = $2 AND ${live()} RETURNING id`,
        [codeId, userId],
      );
      return rows.length === 1;
    },
    count: async (userId) => {
      const rows = await run(
        session,
        `SELECT (count(*) FILTER (WHERE ${live()}))::int AS remaining, min(created_at) AS generated_at, min(expires_at) AS expires_at
           FROM mfa_backup_codes WHERE user_id = $1`,
        [userId],
      );
      const { remaining, generated_at, expires_at } = countRow.parse(rows[0]);
      return { remaining, generatedAt: generated_at, expiresAt: expires_at };
    },
    clear: async (userId) => {
      await run(session, "DELETE FROM mfa_backup_codes WHERE user_id = $1 RETURNING id", [userId]);
    },
  };
}

/** All codes in one statement, from parallel lists. */
function insertion(session: Session): string {
  const now = databaseNow(session);
  return `INSERT INTO mfa_backup_codes (id, user_id, position, lookup, hash, created_at, expires_at)
    SELECT code.id, $1, code.position, code.lookup, code.hash, ${now}, ${now} + make_interval(secs => $6::double precision)
      FROM unnest($2::uuid[], $3::smallint[], $4::smallint[], $5::text[]) AS code (id, position, lookup, hash)
    RETURNING id`;
}

function columns(codes: readonly BackupCodeRecord[]): readonly unknown[] {
  return [
    codes.map(({ id }) => id),
    codes.map(({ position }) => position),
    codes.map(({ lookup }) => lookup),
    codes.map(({ hash }) => hash),
  ];
}
