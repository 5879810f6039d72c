import type { Migration } from "./migration.ts";

/** Failures by day, which no success ends, and when the user was last told of them. */
export const recentFailures: Migration = {
  name: "0005-recent-failures",
  statements: [
    `ALTER TABLE mfa_auth_attempts
       ADD COLUMN failures_by_day jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(failures_by_day) = 'object'),
       ADD COLUMN noticed_at timestamptz`,
  ],
};
