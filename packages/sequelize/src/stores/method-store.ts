import type { MethodStore } from "@sallyport/core";
import { COLUMNS, toMethod, toTypes } from "./method-row.ts";
import { removeMethods } from "./remove-methods.ts";
import { databaseNow, inTransaction, lockUser, run, type Session } from "./statement.ts";

/** Methods in PostgreSQL. */
export function createMethodStore(session: Session): MethodStore {
  return {
    add: (method, limits) => inTransaction(session, (open) => add(open, { method, limits })),
    list: async (userId) =>
      (await run(session, `SELECT ${COLUMNS} FROM mfa_methods WHERE user_id = $1 ORDER BY id`, [userId])).map(toMethod),
    advance: async ({ methodId, userId, step }) => {
      const rows = await run(
        session,
        `UPDATE mfa_methods SET last_used_step = $3::bigint, last_used_at = ${databaseNow(session)}
          WHERE id = $1 AND user_id = $2 AND last_used_step < $3::bigint RETURNING id`,
        [methodId, userId, step],
      );
      return rows.length === 1;
    },
    update: (userId, methodId, change) => inTransaction(session, (open) => update(open, { userId, methodId, change })),
    markReachable: async (methodId, isReachable) => {
      const rows = await run(
        session,
        `UPDATE mfa_methods SET unreachable_since = CASE WHEN $2::boolean THEN NULL ELSE ${databaseNow(session)} END
          WHERE id = $1 AND (unreachable_since IS NULL) <> $2::boolean RETURNING id`,
        [methodId, isReachable],
      );
      return rows.length === 1;
    },
    reseal: async (methodId, from, to) => {
      const rows = await run(session, "UPDATE mfa_methods SET secret = $3 WHERE id = $1 AND secret = $2 RETURNING id", [
        methodId,
        from,
        to,
      ]);
      return rows.length === 1;
    },
    typesOf: async (userIds) => {
      const rows = await run(
        session,
        `SELECT user_id, jsonb_agg(DISTINCT type ORDER BY type) AS types FROM mfa_methods
          WHERE user_id = ANY($1::text[]) GROUP BY user_id`,
        [userIds],
      );
      return new Map(rows.map(toTypes));
    },
    remove: (userId, which, rule) => inTransaction(session, (open) => removeMethods(open, { userId, which, rule })),
  };
}

interface Update {
  readonly userId: string;
  readonly methodId: string;
  readonly change: Parameters<MethodStore["update"]>[2];
}

/** Under the user's lock: two that each prefer another method would lock the rows crosswise. */
async function update(session: Session, { userId, methodId, change: { name, preferred } }: Update): Promise<boolean> {
  await lockUser(session, userId);
  const rows = await run(
    session,
    `UPDATE mfa_methods
        SET name = CASE WHEN id = $2::uuid THEN COALESCE($3, name) ELSE name END,
            preferred = CASE WHEN $4::boolean IS NULL THEN preferred WHEN id = $2::uuid THEN $4::boolean ELSE preferred AND NOT $4::boolean END
      WHERE user_id = $1 AND (id = $2::uuid OR $4::boolean) AND EXISTS (SELECT FROM mfa_methods WHERE id = $2::uuid AND user_id = $1)
    RETURNING id`,
    [userId, methodId, name ?? null, preferred ?? null],
  );
  return rows.some(({ id }) => id === methodId);
}

type Adding = {
  readonly method: Parameters<MethodStore["add"]>[0];
  readonly limits: Parameters<MethodStore["add"]>[1];
};

async function add(session: Session, { method, limits }: Adding): ReturnType<MethodStore["add"]> {
  await lockUser(session, method.userId);
  const [counts] = await run(
    session,
    "SELECT count(*)::int AS total, (count(*) FILTER (WHERE type = $2))::int AS same, (count(*) FILTER (WHERE id = $3::uuid))::int AS known FROM mfa_methods WHERE user_id = $1",
    [method.userId, method.type, method.id],
  );
  if (Number(counts?.["known"]) > 0) return { outcome: "duplicate" };
  if (Number(counts?.["same"]) >= limits.maxPerType) return { outcome: "full" };

  const now = databaseNow(session);
  const rows = await run(
    session,
    `INSERT INTO mfa_methods (id, user_id, tenant_id, type, name, secret, settings, last_used_step, credential_id, sign_count, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::bigint, $9, $10::bigint, ${now}) ON CONFLICT DO NOTHING RETURNING id`,
    [
      method.id,
      method.userId,
      method.tenantId ?? null,
      method.type,
      method.name,
      method.secret,
      JSON.stringify(method.settings),
      method.lastUsedStep,
      method.credential?.id ?? null,
      method.credential?.signCount ?? 0,
    ],
  );
  return rows.length === 1 ? { outcome: "added", first: counts?.["total"] === 0 } : { outcome: "duplicate" };
}
