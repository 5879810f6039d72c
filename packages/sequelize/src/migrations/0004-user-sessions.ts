import type { Migration } from "./migration.ts";
import { touchTrigger } from "./touch-trigger.ts";

/** The history of sessions. Which of them live is for the index to say; which were ended is known here for good. */
export const userSessions: Migration = {
  name: "0004-user-sessions",
  statements: [
    `CREATE TABLE user_sessions (
       id uuid PRIMARY KEY,
       user_id text NOT NULL CHECK (user_id <> ''),
       tenant_id text,
       ip text,
       browser text,
       os text,
       device_type text NOT NULL CHECK (device_type IN ('desktop', 'mobile', 'tablet', 'other')),
       location jsonb,
       last_seen_at timestamptz,
       expires_at timestamptz NOT NULL,
       ended_at timestamptz,
       end_reason text CHECK ((end_reason IS NULL) = (ended_at IS NULL)),
       created_at timestamptz NOT NULL,
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    `CREATE INDEX user_sessions_user ON user_sessions (user_id, created_at DESC)`,
    `CREATE INDEX user_sessions_open ON user_sessions (expires_at) WHERE ended_at IS NULL`,
    `CREATE INDEX user_sessions_ended ON user_sessions (ended_at) WHERE ended_at IS NOT NULL`,
    touchTrigger("user_sessions"),
  ],
};
