import type { AuditPlace } from "@sallyport/core";
import { z } from "zod";
import { inMaintenance } from "./maintenance.ts";
import { run, type Session } from "./statement.ts";

/** Up to where the rows of a strand are to go, and what says afterwards that it was us. */
export interface Retention extends AuditPlace {
  readonly link: string;
  readonly seal: string;
}

/** Deletes rows from the beginning of one strand. How many they were; 0 where the last of them is not what it should be. */
export function retainEvents(session: Session, { chain, strand, seq, link, seal }: Retention): Promise<number> {
  return inMaintenance(session, async (open) => {
    // Held until the floor has moved: two that delete at once would move it back.
    await run(open, HOLD, [chain, strand]);
    const [deleted] = await run(open, DELETE, [chain, strand, seq, link, seal]);
    return z.object({ count: z.number() }).parse(deleted).count;
  });
}

const HOLD = "SELECT FROM audit_strands WHERE chain = $1::text AND strand = $2::int FOR UPDATE";

/**
 * $1 chain, $2 strand, $3 to $5 the floor that it gets. Looks at nothing before the old floor: what was deleted there is in the
 * index until the next vacuum, and may be millions.
 */
const DELETE = `WITH last AS (
    SELECT FROM security_events WHERE chain = $1::text AND strand = $2::int AND seq = $3::bigint AND link = $4::text
  ), moved AS (
    UPDATE audit_strands SET floor_seq = $3::bigint, floor_link = $4::text, floor_seal = $5::text
     WHERE chain = $1::text AND strand = $2::int AND EXISTS (SELECT FROM last)
  ), deleted AS (
    DELETE FROM security_events
     WHERE chain = $1::text AND strand = $2::int AND seq <= $3::bigint AND EXISTS (SELECT FROM last)
       AND seq > (SELECT floor_seq FROM audit_strands WHERE chain = $1::text AND strand = $2::int)
    RETURNING id
  )
  SELECT count(*)::int AS count FROM deleted`;
