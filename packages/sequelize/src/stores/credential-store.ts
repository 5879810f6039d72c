import type { CredentialStore, CredentialUse } from "@sallyport/core";
import { z } from "zod";
import { COLUMNS, toMethod } from "./method-row.ts";
import { databaseNow, run, type Session } from "./statement.ts";

const handleRow = z.object({ handle: z.string() });
const usedRow = z.object({ grew: z.boolean(), recorded: z.boolean() });

/** Public key credentials in PostgreSQL. */
export function createCredentialStore(session: Session): CredentialStore {
  return {
    handleOf: async (userId, proposed) => {
      const handle = (await giveHandle(session, userId, proposed)) ?? (await giveHandle(session, userId, proposed));
      if (handle === undefined) throw new TypeError("the database has kept no user handle");
      return handle;
    },
    knownHandle: async (userId) => {
      const [row] = await run(session, "SELECT handle FROM mfa_user_handles WHERE user_id = $1", [userId]);
      return row ? handleRow.parse(row).handle : null;
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

/** Undefined for whoever has waited for a parallel call: that row is seen by the next statement. */
async function giveHandle(session: Session, userId: string, proposed: string): Promise<string | undefined> {
  const [row] = await run(
    session,
    `WITH given AS (
       INSERT INTO mfa_user_handles (user_id, handle) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING RETURNING handle
     )
     SELECT handle FROM given UNION ALL SELECT handle FROM mfa_user_handles WHERE user_id = $1`,
    [userId, proposed],
  );
  return row && handleRow.parse(row).handle;
}

/** Parallel uses line up at the row in `shown`, and each is held against what the one before has left. */
async function recordUse(session: Session, use: CredentialUse): ReturnType<CredentialStore["use"]> {
  const { methodId, userId, signCount, backedUp, mayFall } = use;
  const [row] = await run(
    session,
    `WITH shown AS MATERIALIZED (
       SELECT id AS shown_id, sign_count < $3::bigint OR (sign_count = 0 AND $3::bigint = 0) AS grew
         FROM mfa_methods WHERE id = $1 AND user_id = $2 AND type = 'webauthn' FOR UPDATE
     ), used AS (
       UPDATE mfa_methods
          SET sign_count = $3::bigint, last_used_at = ${databaseNow(session)},
              settings = settings || jsonb_build_object('backedUp', $4::boolean)
         FROM shown WHERE id = shown_id AND (grew OR $5::boolean)
       RETURNING id
     )
     SELECT grew, EXISTS (SELECT FROM used) AS recorded FROM shown`,
    [methodId, userId, signCount, backedUp, mayFall],
  );
  if (!row) return "gone";
  const { grew, recorded } = usedRow.parse(row);
  if (!recorded) return "refused";
  return grew ? "used" : "fell";
}
