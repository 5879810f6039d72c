import type { Migration } from "./migration.ts";
import { touchTrigger } from "./touch-trigger.ts";

/**
 * What was sent and what became of it, countries that are paused, and messages that must not be lost. Nothing here refers
 * to a row of `mfa_methods`: what was sent outlives the method that it went to.
 */
export const deliveries: Migration = {
  name: "0006-deliveries",
  statements: [
    `CREATE TABLE mfa_deliveries (
       id uuid PRIMARY KEY,
       user_id text NOT NULL CHECK (user_id <> ''),
       method_id uuid,
       code_id text,
       channel text NOT NULL CHECK (channel IN ('sms', 'email')),
       purpose text NOT NULL CHECK (purpose IN ('code', 'notice')),
       country text CHECK (country ~ '^[A-Z]{2}$'),
       price numeric NOT NULL CHECK (price >= 0),
       provider text,
       provider_id text,
       status text NOT NULL CHECK (status IN ('queued', 'sent', 'delivered', 'opened', 'failed', 'bounced', 'complained')),
       settled_at timestamptz,
       verified_at timestamptz,
       created_at timestamptz NOT NULL,
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    `CREATE INDEX mfa_deliveries_codes ON mfa_deliveries (country, created_at DESC, id DESC) WHERE purpose = 'code'`,
    `CREATE INDEX mfa_deliveries_provider ON mfa_deliveries (provider, provider_id) WHERE provider_id IS NOT NULL`,
    `CREATE INDEX mfa_deliveries_code ON mfa_deliveries (code_id) WHERE code_id IS NOT NULL`,
    `CREATE INDEX mfa_deliveries_user ON mfa_deliveries (user_id, created_at DESC)`,
    `CREATE INDEX mfa_deliveries_created ON mfa_deliveries (created_at)`,
    touchTrigger("mfa_deliveries"),

    `CREATE TABLE mfa_delivery_pauses (
       country text PRIMARY KEY CHECK (country ~ '^[A-Z]{2}$'),
       paused_at timestamptz NOT NULL,
       paused_until timestamptz NOT NULL CHECK (paused_until >= paused_at),
       counts_from timestamptz NOT NULL,
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    touchTrigger("mfa_delivery_pauses"),

    `CREATE TABLE mfa_outbox (
       id uuid PRIMARY KEY,
       user_id text NOT NULL CHECK (user_id <> ''),
       key text NOT NULL UNIQUE CHECK (key <> ''),
       kind text NOT NULL CHECK (kind <> ''),
       channel text NOT NULL CHECK (channel IN ('sms', 'email')),
       destination text CHECK ((destination IS NULL) = (finished_at IS NOT NULL)),
       method_id uuid,
       data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object'),
       language text NOT NULL,
       send_at timestamptz NOT NULL,
       attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
       claimed_until timestamptz,
       finished_at timestamptz,
       outcome text CHECK (outcome IN ('sent', 'failed')) CHECK ((outcome IS NULL) = (finished_at IS NULL)),
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    `CREATE INDEX mfa_outbox_due ON mfa_outbox (send_at, id) WHERE finished_at IS NULL`,
    `CREATE INDEX mfa_outbox_finished ON mfa_outbox (finished_at) WHERE finished_at IS NOT NULL`,
    `CREATE INDEX mfa_outbox_user ON mfa_outbox (user_id, kind)`,
    touchTrigger("mfa_outbox"),

    `ALTER TABLE mfa_methods ADD COLUMN unreachable_since timestamptz`,
  ],
};
