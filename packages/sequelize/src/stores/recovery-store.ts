import type { NewRecovery, RecoveryRecord, RecoveryStore } from "@sallyport/core";
import { COLUMNS, OPEN, toRecovery } from "./recovery-row.ts";
import { databaseNow, inTransaction, lock, run, spanOf, uuidOrNull, type Session } from "./statement.ts";

/** Recoveries in PostgreSQL, on its own clock. */
export function createRecoveryStore(session: Session): RecoveryStore {
  /** Changes the one recovery that meets the condition, if there is one. */
  async function change(set: string, where: string, values: readonly unknown[]): Promise<RecoveryRecord | undefined> {
    const [row] = await run(session, `UPDATE mfa_recoveries SET ${set} WHERE ${where} RETURNING ${COLUMNS}`, values);
    return row && toRecovery(row);
  }
  const now = (): string => databaseNow(session);
  /** It has no time before it is approved. */
  const due = (): string => `${OPEN} AND executed_at IS NULL AND effective_at <= ${now()}`;

  return {
    request: (recovery) => inTransaction(session, (open) => request(open, recovery)),
    approve: (id, by) =>
      change(
        `approved_by = $2::text, effective_at = ${now()} + ${spanOf.seconds("delay_seconds")}`,
        `id = $1::uuid AND needs_approval AND approved_by IS NULL AND requested_by <> $2::text AND ${OPEN}`,
        [uuidOrNull(id), by],
      ),
    cancel: (userId, kind, by) =>
      change(
        `cancelled_at = ${now()}, cancelled_by = $3::text`,
        `user_id = $1::text AND kind = $2::text AND ${OPEN} AND executed_at IS NULL`,
        [userId, kind, by],
      ),
    openOf: (userId) => openOf(session, userId),
    due: async (limit) =>
      (
        await run(
          session,
          `SELECT ${COLUMNS} FROM mfa_recoveries WHERE ${due()} ORDER BY effective_at, id LIMIT $1::int`,
          [limit],
        )
      ).map(toRecovery),
    execute: (id) => change(`executed_at = ${now()}`, `id = $1::uuid AND ${due()}`, [uuidOrNull(id)]),
    link: async (id, { hash, seconds }) =>
      (await change(
        `link_hash = $2::text, link_expires_at = ${now()} + ${spanOf.seconds("$3")}, link_used_at = NULL`,
        `id = $1::uuid AND executed_at IS NOT NULL AND ${OPEN}`,
        [uuidOrNull(id), hash, seconds],
      )) !== undefined,
    // Only what was carried out has a link.
    redeem: async (userId, hashes) =>
      (await change(
        `link_used_at = ${now()}`,
        `user_id = $1::text AND link_hash = ANY($2::text[]) AND link_used_at IS NULL AND link_expires_at > ${now()} AND ${OPEN}`,
        [userId, hashes],
      )) !== undefined,
    complete: async (userId) =>
      (await change(`completed_at = ${now()}`, `user_id = $1::text AND executed_at IS NOT NULL AND ${OPEN}`, [
        userId,
      ])) !== undefined,
  };
}

async function openOf(session: Session, userId: string): Promise<RecoveryRecord | undefined> {
  const [row] = await run(session, `SELECT ${COLUMNS} FROM mfa_recoveries WHERE user_id = $1::text AND ${OPEN}`, [
    userId,
  ]);
  return row && toRecovery(row);
}

/** Under a lock of the user's: of two that each find none open both would ask, and one would fail at the index. */
async function request(session: Session, recovery: NewRecovery): ReturnType<RecoveryStore["request"]> {
  const { id, userId, tenantId, kind, reason, requestedBy, needsApproval, delaySeconds } = recovery;
  await lock(session, `recoveries:${userId}`);
  const now = databaseNow(session);
  if (kind === "self_recovery") {
    const open = await openOf(session, userId);
    if (open) return { outcome: "open", recovery: open };
  } else
    await run(
      session,
      `UPDATE mfa_recoveries SET cancelled_at = ${now}, cancelled_by = $2::text WHERE user_id = $1::text AND ${OPEN} RETURNING id`,
      [userId, requestedBy],
    );
  const [row] = await run(
    session,
    `INSERT INTO mfa_recoveries (id, user_id, tenant_id, kind, reason, requested_by, requested_at, needs_approval, delay_seconds, effective_at)
     VALUES ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, ${now}, $7::boolean, $8::double precision,
       CASE WHEN NOT $7::boolean THEN ${now} + ${spanOf.seconds("$8")} END)
     RETURNING ${COLUMNS}`,
    [id, userId, tenantId, kind, reason, requestedBy, needsApproval, delaySeconds],
  );
  return { outcome: "requested", recovery: toRecovery(row) };
}
