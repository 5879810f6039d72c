import type { Migration } from "./migration.ts";
import { touchFunction, touchTrigger } from "./touch-trigger.ts";

/** Proved methods. A set-up is no row: it lives in the challenge store until its first code. */
export const methods: Migration = {
  name: "0001-methods",
  statements: [
    touchFunction,
    `CREATE TABLE mfa_methods (
       id uuid PRIMARY KEY,
       user_id text NOT NULL CHECK (user_id <> ''),
       tenant_id text,
       type text NOT NULL CHECK (type IN ('totp', 'sms', 'email', 'webauthn')),
       name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
       secret text,
       settings jsonb NOT NULL DEFAULT '{}',
       last_used_step bigint NOT NULL DEFAULT -1 CHECK (last_used_step >= -1),
       preferred boolean NOT NULL DEFAULT false,
       last_used_at timestamptz,
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    `CREATE INDEX mfa_methods_user ON mfa_methods (user_id, id)`,
    touchTrigger("mfa_methods"),
  ],
};
