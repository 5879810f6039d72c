import type { Migration } from "./migration.ts";
import { touchTrigger } from "./touch-trigger.ts";

/** Public key credentials of `webauthn` methods, and the handles that their users have on authenticators. */
export const credentials: Migration = {
  name: "0008-credentials",
  statements: [
    // A credential belongs to one user, whoever sends it next (WebAuthn §7.1, the check of its id).
    `ALTER TABLE mfa_methods
       ADD COLUMN credential_id text CHECK (char_length(credential_id) BETWEEN 1 AND 1364),
       ADD COLUMN sign_count bigint NOT NULL DEFAULT 0 CHECK (sign_count >= 0),
       ADD CONSTRAINT mfa_methods_credential_of_webauthn CHECK ((type = 'webauthn') = (credential_id IS NOT NULL))`,
    `CREATE UNIQUE INDEX mfa_methods_credential ON mfa_methods (credential_id) WHERE credential_id IS NOT NULL`,

    `CREATE TABLE mfa_user_handles (
       user_id text PRIMARY KEY CHECK (user_id <> ''),
       handle text NOT NULL UNIQUE CHECK (handle <> ''),
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp()
     )`,
    touchTrigger("mfa_user_handles"),
  ],
};
