import { systemClock, type AuditArchive, type Clock } from "@sallyport/core";
import type { Sequelize } from "sequelize";
import { z } from "zod";
import { COLUMNS, toAuditRow } from "./audit-row.ts";
import { eraseEvents } from "./erase-events.ts";
import { pageOf } from "./event-pages.ts";
import { retainEvents } from "./retain-events.ts";
import { run } from "./statement.ts";

/** Where the audit trail is kept. */
export interface AuditArchiveOptions {
  /** Sequelize 6 on PostgreSQL: a server, or the embedded one. */
  readonly sequelize: Sequelize;
  /** Default: the system clock. */
  readonly clock?: Clock;
}

const number = z.coerce.number().int();

const strandRow = z.object({
  chain: z.string(),
  strand: z.number(),
  seq: number,
  link: z.string(),
  floor_seq: number,
  floor_link: z.string(),
  floor_seal: z.string(),
});

/** The audit trail as a whole, in PostgreSQL: checking, exporting, retention and erasure. */
export function createAuditArchive({ sequelize, clock = systemClock }: AuditArchiveOptions): AuditArchive {
  const session = { sequelize, clock, transaction: undefined };
  return {
    strands: async () => {
      const rows = await run(session, STRANDS);
      return rows.map((row) => {
        const { floor_seq, floor_link, floor_seal, ...end } = strandRow.parse(row);
        return { ...end, floor: { seq: floor_seq, link: floor_link, seal: floor_seal } };
      });
    },
    read: async ({ chain, strand }, afterSeq, limit) => {
      const rows = await run(
        session,
        `SELECT ${COLUMNS} FROM security_events
          WHERE chain = $1::text AND strand = $2::int AND seq > $3::bigint ORDER BY seq LIMIT $4::int`,
        [chain, strand, afterSeq, limit],
      );
      return rows.map(toAuditRow);
    },
    export: async (filter, { limit, after }) => {
      const { statement, values } = pageOf({ filter, limit, behind: after, order: "ASC" });
      return (await run(session, statement, values)).map(toAuditRow);
    },
    retain: (upTo, seal) => retainEvents(session, { ...upTo, seal }),
    ofPerson: async (userId, limit) => (await run(session, OF_PERSON, [userId, limit])).map(toAuditRow),
    erase: (erasures) => eraseEvents(session, erasures),
  };
}

/**
 * Where rows are and no strand is, somebody has taken it away: it counts as one that is empty, and the verifier sees that it is
 * not. One step of the index for each strand. In the order of bytes: that of a language differs from one server to the next.
 */
const STRANDS = `WITH RECURSIVE places AS (
    (SELECT chain, strand FROM security_events ORDER BY chain, strand LIMIT 1)
     UNION ALL
    SELECT next.* FROM places, LATERAL (
      SELECT chain, strand FROM security_events AS events
       WHERE (events.chain, events.strand) > (places.chain, places.strand) ORDER BY chain, strand LIMIT 1
    ) AS next
  )
  SELECT * FROM (
    SELECT chain, strand, seq, link, floor_seq, floor_link, floor_seal FROM audit_strands
     UNION ALL
    SELECT chain, strand, 0, '', 0, '', '' FROM places
     WHERE NOT EXISTS (SELECT FROM audit_strands AS ends WHERE (ends.chain, ends.strand) = (places.chain, places.strand))
  ) AS strands ORDER BY chain COLLATE "C", strand`;

/** $1 who, $2 how many: the oldest, by the index of users and that of actors. */
const OF_PERSON = `SELECT ${COLUMNS} FROM (
    (SELECT ${COLUMNS} FROM security_events WHERE user_id = $1::text ORDER BY occurred_at, id LIMIT $2::int)
     UNION ALL
    (SELECT ${COLUMNS} FROM security_events WHERE actor_id = $1::text AND user_id IS DISTINCT FROM $1::text
      ORDER BY occurred_at, id LIMIT $2::int)
  ) AS found ORDER BY occurred_at, id LIMIT $2::int`;
