import type { AuditRow, MakeLink, NewAuditRow, WebhookTarget } from "@sallyport/core";
import { randomInt } from "node:crypto";
import { z } from "zod";
import { COLUMNS, recordset, toRecordset } from "./audit-row.ts";
import { homeOf, moveBehind, rememberEnd, takeKnownEnd, type StrandEnd } from "./known-ends.ts";
import { inTransaction, run, type Session } from "./statement.ts";
import { addTargets } from "./webhook-store.ts";
import { inSavepoint } from "./lock-waits.ts";

/** What is to be written. */
export interface Appending {
  readonly rows: readonly NewAuditRow[];
  readonly makeLink: MakeLink;
  readonly isGuarded: boolean;
  /** To whom they are to be posted. */
  readonly targets: readonly WebhookTarget[];
}

/** As many writers of one chain need not wait for each other. */
const STRANDS = 16;

/** How long a transaction waits for a lock: its caller gives up after 800 ms, and what is not done then must not be done later. */
const WAIT_MS = 500;

/** How long one does that has something else to do instead. */
const GUARDED_WAIT_MS = 300;

/** Writes rows at the ends of their chains: all of them or none. */
export async function appendEvents(session: Session, appending: Appending): Promise<void> {
  const { rows, isGuarded, targets } = appending;
  if (rows.length === 0) return;
  const write = async (open: Session): Promise<void> => {
    await appendAll(open, appending);
    await addTargets(open, targets);
  };
  if (isGuarded && session.transaction)
    await inSavepoint({ ...session, transaction: session.transaction }, GUARDED_WAIT_MS, write);
  else if (!(await appendAlone(session, appending))) await inTransaction(session, write);
}

/**
 * Rows of one chain that belong to no act, and go nowhere else: one statement, and so a transaction by itself, which saves BEGIN
 * and COMMIT. False where that can't be done.
 */
async function appendAlone(session: Session, { rows, makeLink, targets }: Appending): Promise<boolean> {
  const [chain, ...others] = new Set(rows.map((row) => row.chain));
  if (session.transaction || targets.length > 0 || chain === undefined || others.length > 0) return false;
  return appendToKnown(session, { chain, rows, makeLink });
}

/** In the order of the chains' names, so that no two writers can each hold what the other waits for. */
async function appendAll(session: Session, { rows, makeLink, isGuarded }: Appending): Promise<void> {
  const chains = [...new Set(rows.map(({ chain }) => chain))].sort();
  for (const chain of chains) {
    const own = rows.filter((row) => row.chain === chain);
    // What happens inside a savepoint may not have happened, whatever becomes of the transaction.
    if (!isGuarded && (await appendToKnown(session, { chain, rows: own, makeLink }))) continue;
    const { isLimited, ...end } = await holdStrand(session, chain);
    const written = linked(end, own, makeLink);
    // It is held, and can't have moved. Rows are never left out without a word, whatever else is wrong.
    if (!(await appendToStrand(session, end, written))) throw new Error(`the end of a strand of ${chain} has moved`);
    if (isLimited && !isGuarded) remember(session, written);
  }
}

/** One statement where this process was the last to write to the strand; false where another one was. */
async function appendToKnown(
  session: Session,
  { chain, rows, makeLink }: Pick<Appending, "rows" | "makeLink"> & { readonly chain: string },
): Promise<boolean> {
  const end = takeKnownEnd(session, chain);
  if (!end) return false;
  const written = linked(end, rows, makeLink);
  if (!(await appendToStrand(session, end, written))) {
    moveBehind(session, end.strand);
    return false;
  }
  remember(session, written);
  return true;
}

function remember(session: Session, rows: readonly AuditRow[]): void {
  const last = rows.at(-1);
  if (last) rememberEnd(session, { chain: last.chain, strand: last.strand, seq: last.seq, link: last.link });
}

const held = z.object({
  chain: z.string(),
  strand: z.number(),
  seq: z.coerce.number().int(),
  link: z.string(),
  is_limited: z.boolean(),
});

const IS_LIMITED = `current_setting('lock_timeout')::interval BETWEEN '1 ms' AND '${String(WAIT_MS)} ms'`;

/** Sets how long the transaction waits from here on, unless that is limited already. */
const LIMIT_WAITS = `CASE WHEN NOT ${IS_LIMITED} THEN set_config('lock_timeout', '${String(WAIT_MS)}ms', true) END`;

/** In the statement that has to be sent anyway. */
const ENDS = `SELECT chain, strand, seq, link, ${IS_LIMITED} AS is_limited, ${LIMIT_WAITS}
  FROM audit_strands WHERE chain = $1::text`;

type Held = StrandEnd & {
  /** The connection waits for no lock for long, whether this statement is sent or not. */
  readonly isLimited: boolean;
};

function toHeld(row: unknown): Held {
  const { is_limited: isLimited, ...end } = held.parse(row);
  return { ...end, isLimited };
}

/** The end of a strand that nobody else has until this transaction is over. */
async function holdStrand(session: Session, chain: string): Promise<Held> {
  const nearest = `ORDER BY (strand + $3::int - $2::int) % $3::int LIMIT 1 FOR UPDATE SKIP LOCKED`;
  const [free] = await run(session, `${ENDS} ${nearest}`, [chain, homeOf(session) % STRANDS, STRANDS]);
  if (free) return toHeld(free);

  // None is there yet, or all are held: then nothing was set either.
  await run(session, `SELECT ${LIMIT_WAITS}`);
  await run(
    session,
    `INSERT INTO audit_strands (chain, strand) SELECT $1::text, strand FROM generate_series(0, $2::int - 1) AS strand
      WHERE NOT EXISTS (SELECT FROM audit_strands WHERE chain = $1::text) ON CONFLICT DO NOTHING`,
    [chain, STRANDS],
  );
  const [any] = await run(session, `${ENDS} AND strand = $2::int FOR UPDATE`, [chain, randomInt(STRANDS)]);
  // Whether it was limited before can't be told any more.
  return { ...toHeld(any), isLimited: false };
}

/** The rows at their places, each tied to the one before. */
function linked(last: StrandEnd, rows: readonly NewAuditRow[], makeLink: MakeLink): readonly AuditRow[] {
  const { chain, strand } = last;
  let previous = last.link;
  return rows.map((row, index) => {
    const place = { chain, strand, seq: last.seq + index + 1 };
    const made = makeLink(row, place, previous);
    previous = made.link;
    // As a spread it takes sixteen times as long, and it is done for every row there is.
    return Object.assign({ userErasure: null, actorErasure: null }, row, place, made);
  });
}

const APPEND = `WITH moved AS (
    UPDATE audit_strands SET seq = $3::bigint, link = $4::text
     WHERE chain = $1::text AND strand = $2::int AND seq = $6::bigint AND link = $7::text RETURNING strand
  )
  INSERT INTO security_events (${COLUMNS}) SELECT ${COLUMNS} FROM ${recordset("$5")}
   WHERE EXISTS (SELECT FROM moved) RETURNING seq`;

/**
 * One statement, so that a strand never ends where it has no row, and never gets one but at its end. False where the end is
 * another one by now.
 */
async function appendToStrand(session: Session, end: StrandEnd, rows: readonly AuditRow[]): Promise<boolean> {
  const last = rows.at(-1);
  if (!last) return true;
  const { chain, strand, seq, link } = last;
  const written = await run(session, APPEND, [chain, strand, seq, link, toRecordset(rows), end.seq, end.link]);
  return written.length > 0;
}
