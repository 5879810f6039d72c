import type { DeviceStore } from "@sallyport/core";
import { alive, COLUMNS, factorsOf, toDevice } from "./device-row.ts";
import { databaseNow, lock, run, spanOf, type Session } from "./statement.ts";

type Values = Parameters<DeviceStore["trust"]>;

/** A trust, and how many its user may have. */
export interface Trusting {
  readonly device: Values[0];
  readonly rule: Values[1];
}

/** Makes everything that ends several trusts of a user wait for each other: two that each count the others see too few. */
export function lockDevices(session: Session, userId: string): Promise<void> {
  return lock(session, `devices:${userId}`);
}

/** Keeps a trust, and ends those that have to go for it. */
export async function trustDevice(
  session: Session,
  { device, rule: { max, replaces } }: Trusting,
): ReturnType<DeviceStore["trust"]> {
  await lockDevices(session, device.userId);
  const { browser, os, network } = device.trusted;
  const rows = await run(session, statement(databaseNow(session)), [
    device.userId,
    device.id,
    device.tenantId,
    device.name,
    device.deviceType,
    device.trustedBy,
    browser,
    os,
    network,
    device.family,
    device.token,
    device.stamp,
    device.days,
    replaces,
    max,
  ]);
  const [kept, ...ended] = rows.map(toDevice);
  if (!kept) throw new TypeError("the database has kept no trust");
  return { device: kept, ended };
}

/**
 * $1 user, $2 id, $3 tenant, $4 name, $5 type of device, $6 method, $7 to $9 what was seen, $10 family, $11 token, $12 stamp,
 * $13 days, $14 families that this one replaces, $15 how many may live. The new one comes first.
 */
function statement(now: string): string {
  return `WITH living AS (
      SELECT id AS living_id, is_replaced, row_number() OVER (PARTITION BY is_replaced ORDER BY created_at DESC, id DESC) AS place
        FROM mfa_trusted_devices, LATERAL (SELECT family = ANY($14::text[]) AS is_replaced) AS same
       WHERE user_id = $1::text AND ${alive(now)}
    ), ended AS (
      UPDATE mfa_trusted_devices SET ended_at = ${now}, end_reason = CASE WHEN is_replaced THEN 'replaced' ELSE 'too_many' END
        FROM living WHERE id = living_id AND ended_at IS NULL AND (is_replaced OR place >= $15::int)
      RETURNING ${COLUMNS}
    ), kept AS (
      INSERT INTO mfa_trusted_devices (id, user_id, tenant_id, name, device_type, trusted_by, trusted_browser, trusted_os,
        trusted_network, last_browser, last_os, last_network, family, token, stamp, factors, created_at, expires_at)
      VALUES ($2::uuid, $1::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $7::text, $8::text,
        $9::text, $10::text, $11::text, $12::text, ${factorsOf("$1")}, ${now}, ${now} + ${spanOf.days("$13")})
      RETURNING ${COLUMNS}
    )
    SELECT * FROM (SELECT true AS is_new, * FROM kept UNION ALL SELECT false, * FROM ended) AS both_kinds
     ORDER BY is_new DESC, created_at, id`;
}
