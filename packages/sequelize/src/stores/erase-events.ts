import type { AuditErasure } from "@sallyport/core";
import { inMaintenance } from "./maintenance.ts";
import { run, type Session } from "./statement.ts";

/** Blanks parts of rows, in one statement. */
export async function eraseEvents(session: Session, erasures: readonly AuditErasure[]): Promise<void> {
  if (erasures.length === 0) return;
  await inMaintenance(session, (open) => run(open, ERASE, [JSON.stringify(erasures)]));
}

/** The columns of a part that become null; PERSONAL of the core, without the name and `data`. */
const USER_COLUMNS = ["method_id", "session_id", "note", "user_salt"];
const ACTOR_COLUMNS = ["ip", "ip_hash", "browser", "os", "device_type", "user_agent", "request_id", "actor_salt"];

/** Null where that part is to be blanked, else what there is. */
function blanked(columns: readonly string[], condition: string): string {
  return columns.map((column) => `${column} = CASE WHEN ${condition} THEN NULL ELSE ${column} END`).join(", ");
}

const IS_USER = "user_proof IS NOT NULL AND user_erasure IS NULL";
const IS_ACTOR = "actor_proof IS NOT NULL AND actor_erasure IS NULL";

/**
 * $1 the erasures. Both parts of a row may be among them, and a row is updated once in a statement, so that they are brought
 * together first; the rows are locked in order, so that two callers can't each hold what the other waits for. A part that was
 * erased before keeps its pseudonym and its proof, which belong together.
 */
const ERASE = `WITH wanted AS (
    SELECT id AS wanted_id,
           max(pseudonym) FILTER (WHERE part = 'user') AS user_pseudonym, max(proof) FILTER (WHERE part = 'user') AS user_proof,
           max(pseudonym) FILTER (WHERE part = 'actor') AS actor_pseudonym, max(proof) FILTER (WHERE part = 'actor') AS actor_proof
      FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, part text, pseudonym text, proof text) GROUP BY id
  ), held AS MATERIALIZED (
    SELECT id AS held_id FROM security_events WHERE id IN (SELECT wanted_id FROM wanted) ORDER BY id FOR UPDATE
  )
  UPDATE security_events SET
    user_id = CASE WHEN ${IS_USER} THEN user_pseudonym ELSE user_id END,
    data = CASE WHEN ${IS_USER} THEN '{}' ELSE data END,
    ${blanked(USER_COLUMNS, IS_USER)},
    user_erasure = CASE WHEN ${IS_USER} THEN user_proof ELSE user_erasure END,
    actor_id = CASE WHEN ${IS_ACTOR} AND actor_id IS NOT NULL THEN actor_pseudonym ELSE actor_id END,
    ${blanked(ACTOR_COLUMNS, IS_ACTOR)},
    actor_erasure = CASE WHEN ${IS_ACTOR} THEN actor_proof ELSE actor_erasure END
  FROM wanted JOIN held ON held_id = wanted_id WHERE id = wanted_id RETURNING id`;
