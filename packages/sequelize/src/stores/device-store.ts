import type { DeviceRecord, DeviceStore, TrustEnd } from "@sallyport/core";
import { alive, COLUMNS, factorsOf, toDevice } from "./device-row.ts";
import { inLots, lotOf } from "./in-lots.ts";
import { recogniseDevice } from "./recognise-device.ts";
import { databaseNow, inTransaction, run, spanOf, uuidOrNull, type Session } from "./statement.ts";
import { lockDevices, trustDevice } from "./trust-device.ts";

/** Trusted devices in PostgreSQL. */
export function createDeviceStore(session: Session): DeviceStore {
  return {
    trust: (device, rule) => inTransaction(session, (open) => trustDevice(open, { device, rule })),
    recognise: (shown) => recogniseDevice(session, shown),
    list: async (userId, stamps) =>
      (
        await run(
          session,
          `SELECT ${COLUMNS} FROM mfa_trusted_devices
            WHERE user_id = $1::text AND ${alive(databaseNow(session))} AND stamp = ANY($2::text[]) AND factors = ${factorsOf("$1")}
            ORDER BY created_at DESC, id DESC`,
          [userId, stamps],
        )
      ).map(toDevice),
    idsOf: async (userId, families) => {
      const rows = await run(
        session,
        `SELECT id FROM mfa_trusted_devices
          WHERE user_id = $1::text AND family = ANY($2::text[]) AND ${alive(databaseNow(session))} AND factors = ${factorsOf("$1")}`,
        [userId, families],
      );
      return rows.map(({ id }) => String(id));
    },
    find: async (id) => {
      const [row] = await run(session, `SELECT ${COLUMNS} FROM mfa_trusted_devices WHERE id = $1::uuid`, [
        uuidOrNull(id),
      ]);
      return row && toDevice(row);
    },
    end: (userId, which, reason) => inTransaction(session, (open) => end(open, { userId, which, reason })),
    fail: async (userId, id) => {
      await run(
        session,
        "UPDATE mfa_trusted_devices SET failures = failures + 1 WHERE id = $2::uuid AND user_id = $1::text RETURNING id",
        [userId, uuidOrNull(id)],
      );
    },
    cleanUp: (retentionDays) => {
      const old = `coalesce(ended_at, expires_at) < ${databaseNow(session)} - ${spanOf.days("$1")}`;
      return inLots(
        session,
        `DELETE FROM mfa_trusted_devices WHERE id IN (${lotOf("mfa_trusted_devices", old)}) RETURNING id`,
        [retentionDays],
      );
    },
  };
}

interface Ending {
  readonly userId: string;
  readonly which: Parameters<DeviceStore["end"]>[1];
  readonly reason: TrustEnd;
}

/** Under the user's lock: with a trust that is given at the same time it would lock rows crosswise. */
async function end(session: Session, { userId, which, reason }: Ending): Promise<readonly DeviceRecord[]> {
  await lockDevices(session, userId);
  const now = databaseNow(session);
  const rows = await run(
    session,
    `WITH ended AS (
       UPDATE mfa_trusted_devices SET ended_at = ${now}, end_reason = $2::text
        WHERE user_id = $1::text AND ${alive(now)} AND ($3::boolean OR id = $4::uuid) RETURNING ${COLUMNS}
     )
     SELECT * FROM ended ORDER BY created_at DESC, id DESC`,
    [userId, reason, which === "all", which === "all" ? null : uuidOrNull(which.id)],
  );
  return rows.map(toDevice);
}
