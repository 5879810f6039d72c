import type { Migration } from "./migration.ts";
import { touchTrigger } from "./touch-trigger.ts";

/** Failures in a row and the wait that they cost, per user. Durable: a cache that is lost clears no lock. */
export const authAttempts: Migration = {
  name: "0003-auth-attempts",
  statements: [
    `CREATE TABLE mfa_auth_attempts (
       user_id text PRIMARY KEY CHECK (user_id <> ''),
       failures integer NOT NULL CHECK (failures >= 0),
       next_attempt_at timestamptz NOT NULL,
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    touchTrigger("mfa_auth_attempts"),
  ],
};
