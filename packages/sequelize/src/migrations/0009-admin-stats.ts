import type { Migration } from "./migration.ts";

/** How everybody stands, in one row: for the metrics, and for whoever asks the database themselves. Nobody is named in it. */
export const adminStats: Migration = {
  name: "0009-admin-stats",
  statements: [
    `CREATE VIEW mfa_admin_stats AS
       WITH codes AS (
         SELECT user_id, count(*) AS remaining FROM mfa_backup_codes
          WHERE used_at IS NULL AND (expires_at IS NULL OR expires_at > statement_timestamp()) GROUP BY user_id
       ), by_type AS (
         SELECT type, count(*) AS total FROM mfa_methods GROUP BY type
       ), grace AS (
         SELECT deadline > statement_timestamp() AS is_running FROM mfa_grace
          WHERE NOT EXISTS (SELECT FROM mfa_methods WHERE mfa_methods.user_id = mfa_grace.user_id)
       )
       SELECT (SELECT count(DISTINCT user_id) FROM mfa_methods)::int AS enrolled_users,
              (SELECT coalesce(jsonb_object_agg(type, total), '{}') FROM by_type) AS methods,
              (SELECT count(*) FROM mfa_methods WHERE settings->>'usage' = 'passkey' AND type = 'webauthn')::int AS passkeys,
              (SELECT coalesce(sum(remaining), 0) FROM codes)::int AS backup_codes,
              (SELECT count(*) FROM codes WHERE remaining <= 3)::int AS users_low_on_backup_codes,
              (SELECT count(*) FROM mfa_trusted_devices
                WHERE ended_at IS NULL AND expires_at > statement_timestamp())::int AS trusted_devices,
              (SELECT count(*) FROM user_sessions
                WHERE ended_at IS NULL AND expires_at > statement_timestamp())::int AS active_sessions,
              (SELECT count(*) FROM grace WHERE is_running)::int AS users_in_grace,
              (SELECT count(*) FROM grace WHERE NOT is_running)::int AS users_past_grace,
              (SELECT count(*) FROM mfa_recoveries
                WHERE cancelled_at IS NULL AND completed_at IS NULL AND executed_at IS NULL)::int AS open_recoveries,
              (SELECT count(*) FROM mfa_auth_attempts
                WHERE next_attempt_at > statement_timestamp())::int AS waiting_users`,
  ],
};
