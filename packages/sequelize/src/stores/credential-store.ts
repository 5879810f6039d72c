import type { CredentialStore, CredentialUse } from "@sallyport/core";
import { z } from "zod";
import { COLUMNS, toMethod } from "./method-row.ts";
import { databaseNow, run, type Session } from "./statement.ts";

const handleRow = z.object({ handle: z.string() });
const usedRow = z.object({ grew: z.boolean() });

/** Public key credentials in PostgreSQL. */
export function createCredentialStore(session: Session): CredentialStore {
  return {
    handleOf: async (userId, proposed) => {
      // The update changes nothing: it makes the statement return the row that was there first.
      const [row] = await run(
        session,
        `INSERT INTO mfa_user_handles (user_id, handle) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET handle = mfa_user_handles.handle RETURNING handle`,
        [userId, proposed],
      );
      return handleRow.parse(row).handle;
    },
    find: async (credentialId) => {
      const [row] = await run(
        session,
        `SELECT ${COLUMNS}, (SELECT handle FROM mfa_user_handles AS handles WHERE handles.user_id = mfa_methods.user_id) AS handle
           FROM mfa_methods WHERE credential_id = $1`,
        [credentialId],
      );
      if (!row) return undefined;
      const { handle, ...method } = row;
      return { method: toMethod(method), userHandle: typeof handle === "string" ? handle : null };
    },
    use: (use) => recordUse(session, use),
  };
}

/** Parallel uses line up at the row in `shown`, and each is held against what the one before has left. */
async function recordUse(session: Session, use: CredentialUse): ReturnType<CredentialStore["use"]> {
  const { methodId, userId, signCount, backedUp, mayFall } = use;
  const [row] = await run(
    session,
    `WITH shown AS MATERIALIZED (
       SELECT id AS shown_id, sign_count < $3::bigint OR (sign_count = 0 AND $3::bigint = 0) AS grew
         FROM mfa_methods WHERE id = $1 AND user_id = $2 AND type = 'webauthn' FOR UPDATE
     )
     UPDATE mfa_methods
        SET sign_count = $3::bigint, last_used_at = ${databaseNow(session)},
            settings = settings || jsonb_build_object('backedUp', $4::boolean)
       FROM shown WHERE id = shown_id AND (grew OR $5::boolean)
     RETURNING grew`,
    [methodId, userId, signCount, backedUp, mayFall],
  );
  if (!row) return "refused";
  return usedRow.parse(row).grew ? "used" : "fell";
}
