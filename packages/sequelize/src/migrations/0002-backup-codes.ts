import type { Migration } from "./migration.ts";
import { touchTrigger } from "./touch-trigger.ts";

/** One generation of codes per user. No part of a code is in clear; `lookup` is eight keyed bits. */
export const backupCodes: Migration = {
  name: "0002-backup-codes",
  statements: [
    `CREATE TABLE mfa_backup_codes (
       id uuid PRIMARY KEY,
       user_id text NOT NULL CHECK (user_id <> ''),
       position smallint NOT NULL CHECK (position > 0),
       lookup smallint NOT NULL CHECK (lookup BETWEEN 0 AND 255),
       hash text NOT NULL,
       used_at timestamptz,
       expires_at timestamptz,
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       UNIQUE (user_id, lookup)
     )`,
    touchTrigger("mfa_backup_codes"),
  ],
};
