import type { Migration } from "./migration.ts";
import { touchTrigger } from "./touch-trigger.ts";

/**
 * Trusted devices, rules of the policy, grace periods and recoveries. What happens on the clock of the stores has columns of
 * its own; `updated_at` stays the trigger's.
 */
export const trustAndPolicy: Migration = {
  name: "0007-trust-and-policy",
  statements: [
    // `factors`: what the user had when trust was given. A trust without it would survive every change of them.
    `CREATE TABLE mfa_trusted_devices (
       id uuid PRIMARY KEY,
       user_id text NOT NULL CHECK (user_id <> ''),
       tenant_id text,
       name text NOT NULL,
       device_type text NOT NULL CHECK (device_type IN ('desktop', 'mobile', 'tablet', 'other')),
       trusted_by text NOT NULL CHECK (trusted_by IN ('totp', 'sms', 'email', 'webauthn', 'backup_code')),
       family text NOT NULL CHECK (family <> ''),
       token text NOT NULL CHECK (token <> ''),
       previous_token text,
       rotated_at timestamptz CHECK ((rotated_at IS NULL) = (previous_token IS NULL)),
       stamp text NOT NULL CHECK (stamp <> ''),
       factors text NOT NULL CHECK (factors <> ''),
       trusted_browser text,
       trusted_os text,
       trusted_network text,
       last_browser text,
       last_os text,
       last_network text,
       uses integer NOT NULL DEFAULT 0 CHECK (uses >= 0),
       failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
       last_used_at timestamptz,
       expires_at timestamptz NOT NULL,
       ended_at timestamptz,
       end_reason text CHECK ((end_reason IS NULL) = (ended_at IS NULL)),
       created_at timestamptz NOT NULL,
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       UNIQUE (user_id, family)
     )`,
    `CREATE INDEX mfa_trusted_devices_user ON mfa_trusted_devices (user_id, created_at DESC, id DESC) WHERE ended_at IS NULL`,
    `CREATE INDEX mfa_trusted_devices_over ON mfa_trusted_devices (coalesce(ended_at, expires_at))`,
    touchTrigger("mfa_trusted_devices"),

    `CREATE TABLE mfa_policies (
       scope text PRIMARY KEY CHECK (scope <> ''),
       rule jsonb NOT NULL CHECK (jsonb_typeof(rule) = 'object'),
       version integer NOT NULL DEFAULT 1 CHECK (version > 0),
       changed_at timestamptz NOT NULL,
       changed_by text NOT NULL CHECK (changed_by <> ''),
       reason text,
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    touchTrigger("mfa_policies"),

    `CREATE TABLE mfa_grace (
       user_id text PRIMARY KEY CHECK (user_id <> ''),
       started_at timestamptz NOT NULL,
       deadline timestamptz NOT NULL,
       extended_at timestamptz,
       extended_by text CHECK ((extended_by IS NULL) = (extended_at IS NULL)),
       extension_reason text CHECK ((extension_reason IS NULL) = (extended_at IS NULL)),
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    touchTrigger("mfa_grace"),

    // No effect before its approval, no link before it took effect, no end without one: also for whoever writes by hand.
    `CREATE TABLE mfa_recoveries (
       id uuid PRIMARY KEY,
       user_id text NOT NULL CHECK (user_id <> ''),
       tenant_id text,
       kind text NOT NULL CHECK (kind IN ('admin_reset', 'self_recovery')),
       reason text,
       requested_by text NOT NULL CHECK (requested_by <> ''),
       requested_at timestamptz NOT NULL,
       needs_approval boolean NOT NULL,
       delay_seconds double precision NOT NULL CHECK (delay_seconds >= 0),
       approved_by text CHECK (approved_by <> requested_by) CHECK (approved_by IS NULL OR needs_approval),
       effective_at timestamptz CHECK ((effective_at IS NULL) = (needs_approval AND approved_by IS NULL)),
       executed_at timestamptz CHECK (executed_at >= effective_at) CHECK (executed_at IS NULL OR effective_at IS NOT NULL),
       link_hash text CHECK (link_hash IS NULL OR executed_at IS NOT NULL),
       link_expires_at timestamptz CHECK ((link_expires_at IS NULL) = (link_hash IS NULL)),
       link_used_at timestamptz CHECK (link_used_at IS NULL OR link_hash IS NOT NULL),
       cancelled_at timestamptz,
       cancelled_by text CHECK ((cancelled_by IS NULL) = (cancelled_at IS NULL)),
       completed_at timestamptz CHECK (completed_at IS NULL OR (executed_at IS NOT NULL AND cancelled_at IS NULL)),
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    `CREATE UNIQUE INDEX mfa_recoveries_open ON mfa_recoveries (user_id) WHERE cancelled_at IS NULL AND completed_at IS NULL`,
    `CREATE INDEX mfa_recoveries_due ON mfa_recoveries (effective_at, id) WHERE cancelled_at IS NULL AND executed_at IS NULL`,
    touchTrigger("mfa_recoveries"),
  ],
};
