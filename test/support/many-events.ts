import type { Sequelize } from "sequelize";

/** Who and what is in a made trail. Everything follows from the number of a row, so that runs can be compared. */
export const MADE = {
  /** A year of them. */
  from: new Date("2025-07-01T00:00:00.000Z"),
  to: new Date("2026-07-01T00:00:00.000Z"),
  /** One row in ten. */
  bigTenant: "tenant-0",
  /** One in thousands. */
  smallTenant: "tenant-777",
  /** One row in fifty: a machine's account. */
  bigUser: "user-0",
  actor: "admin-3",
  /** Two rows of five; never a failure. */
  bigType: "sign_in_completed",
  /** One row in a hundred thousand, and the only critical one. */
  rareType: "device_compromised",
} as const;

/** $1 how many. Version 7 ids: they begin with their time, as ours do. */
const ROWS = `SELECT
    (lpad(to_hex(ms), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid,
    'made', n % 16, n / 16 + 1,
    CASE kind WHEN 0 THEN '${MADE.rareType}' WHEN 1 THEN 'mfa_disabled' WHEN 2 THEN 'mfa_challenge_failed'
              WHEN 3 THEN '${MADE.bigType}' ELSE 'app.type_' || n % 40 END,
    to_timestamp(ms / 1000.0),
    CASE kind WHEN 0 THEN 'critical' WHEN 1 THEN 'warning' WHEN 2 THEN 'notice' ELSE 'info' END,
    CASE kind WHEN 2 THEN 'failure' ELSE 'success' END,
    CASE WHEN n % 10 = 0 THEN '${MADE.bigTenant}' ELSE 'tenant-' || n % 5003 END,
    CASE WHEN n % 50 = 7 THEN '${MADE.bigUser}' ELSE 'user-' || n * 7919 % 500009 END,
    CASE WHEN n % 100 = 1 THEN 'admin-' || n / 100 % 20 END,
    'totp', hash, CASE kind WHEN 2 THEN 'wrong_code' END, '192.0.2.0', substr(hash, 1, 16), 'Firefox', 'Linux', 'desktop', hash,
    '{}'::jsonb, substr(hash, 1, 22), substr(hash, 1, 22), hash || '12345678901', hash || '12345678901', hash || '12345678901', 'k1'
  FROM generate_series(1, $1::bigint) AS n, LATERAL (SELECT
    md5(n::text) AS hash,
    extract(epoch FROM timestamptz '${MADE.from.toISOString()}')::bigint * 1000
      + ((extract(epoch FROM timestamptz '${MADE.to.toISOString()}') - extract(epoch FROM timestamptz '${MADE.from.toISOString()}'))
      * 1000 * n / $1::bigint)::bigint - 1 AS ms,
    CASE WHEN n % 100000 = 0 THEN 0 WHEN n % 200 = 1 THEN 1 WHEN n % 20 = 2 THEN 2 WHEN n % 5 < 2 THEN 3 END AS kind
  ) AS made`;

/** Fills an empty trail with rows whose links mean nothing. Indexes are made afterwards, which is faster by far. */
export async function makeManyEvents(sequelize: Sequelize, count: number): Promise<void> {
  await sequelize.query(`DO $do$
    DECLARE made text[];
    BEGIN
      SELECT array_agg(pg_get_indexdef(indexrelid)) INTO made FROM pg_index
       WHERE indrelid = 'security_events'::regclass AND NOT indisunique;
      EXECUTE (SELECT string_agg(format('DROP INDEX %s', indexrelid::regclass), '; ') FROM pg_index
       WHERE indrelid = 'security_events'::regclass AND NOT indisunique);
      SET LOCAL maintenance_work_mem = '512MB';
      INSERT INTO security_events (id, chain, strand, seq, type, occurred_at, severity, outcome, tenant_id, user_id, actor_id,
        method_type, session_id, reason, ip, ip_hash, browser, os, device_type, request_id, data, user_salt, actor_salt,
        user_digest, actor_digest, link, key_id) ${ROWS.replaceAll("$1", String(count))};
      FOR n IN 1 .. array_length(made, 1) LOOP EXECUTE made[n]; END LOOP;
    END $do$`);
  // As the database does by itself after a while: what is known to be visible need not be looked up.
  await sequelize.query("VACUUM ANALYZE security_events");
}
