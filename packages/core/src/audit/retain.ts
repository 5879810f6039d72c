import type { Parts } from "../parts.ts";
import type { AuditRow, AuditStrand } from "../stores/audit-store.ts";
import { checkFloor, sealFloor } from "./floor.ts";
import { faultOf } from "./verify-row.ts";

/** What retention has deleted. */
export interface Retained {
  readonly events: number;
  readonly attempts: number;
}

/** How to retain. */
export interface RetainOptions {
  /**
   * Delete rows whose key is not on the ring as well, which can't be verified. Default false: give the old key too, after the
   * new one, until the rows that were made with it are gone.
   */
  readonly unknownKeys?: boolean | undefined;
}

/** What it takes to retain. */
export interface RetainParts extends Pick<Parts, "archive" | "keyRing"> {
  readonly recorder: Pick<Parts["recorder"], "record">;
  readonly settings: Pick<Parts["settings"], "audit" | "clock" | "logger">;
}

/** Rows of one transaction: short enough that writers of the same strand do not notice. */
const LOT = 1000;

const DAY_MS = 86_400_000;

/**
 * Deletes what is older than `audit.eventDays` and `audit.attemptDays` (SECURITY.md M5), from the oldest end of each strand,
 * and says so in the trail. Any number of processes may do it at once.
 *
 * Each row is verified before it goes. Otherwise somebody with the database could give rows an old time, and the next
 * retention would take them out of the way, and seal the hole. A strand that does not verify keeps its rows; the log says so.
 */
export async function retainTrail(parts: RetainParts, options: RetainOptions = {}): Promise<Retained> {
  const { clock, audit } = parts.settings;
  const oldest = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MS);
  const limits = { events: oldest(audit.eventDays), attempts: oldest(audit.attemptDays) };
  const deleted = { events: 0, attempts: 0 };
  for (const strand of await parts.archive.strands()) {
    const kept = classOfChain(strand.chain);
    if (kept) deleted[kept] += await retainStrand(parts, strand, { ...options, before: limits[kept] });
  }
  if (deleted.events + deleted.attempts > 0) await parts.recorder.record([{ type: "audit_retained", data: deleted }]);
  return deleted;
}

/** Of the chain of all, or of that of a tenant. */
function classOfChain(chain: string): keyof Retained | undefined {
  return (["events", "attempts"] as const).find((kept) => chain === kept || chain.startsWith(`${kept}:`));
}

interface Due extends RetainOptions {
  readonly before: Date;
}

async function retainStrand(parts: RetainParts, strand: AuditStrand, wish: Due): Promise<number> {
  const { archive, keyRing, settings } = parts;
  if (checkFloor(keyRing, strand) === "invalid") {
    settings.logger.error("audit retention keeps a strand whose floor was changed", placeOf(strand));
    return 0;
  }
  let deleted = 0;
  let { seq, link } = strand.floor;
  for (;;) {
    const lot = await archive.read(strand, seq, LOT);
    const [first] = lot;
    if (first && first.seq !== seq + 1 && (await hasMoved(parts, strand, seq))) return deleted;
    const due = dueOf(parts, lot, { ...wish, seq, link });
    const last = due.at(-1);
    if (!last) return deleted;
    const done = await archive.retain(last, sealFloor(keyRing, last));
    deleted += done;
    // None: another process was there. A part of a lot: what follows stays.
    if (done === 0 || due.length < LOT) return deleted;
    ({ seq, link } = last);
  }
}

/** Another process was there. */
async function hasMoved({ archive }: RetainParts, { chain, strand }: AuditStrand, seq: number): Promise<boolean> {
  const now = (await archive.strands()).find((one) => one.chain === chain && one.strand === strand);
  return now !== undefined && now.floor.seq > seq;
}

/** The rows that are old, and as they were written, up to the first that is not. */
function dueOf(
  { keyRing, settings }: RetainParts,
  lot: readonly AuditRow[],
  start: Due & { readonly seq: number; readonly link: string },
): readonly AuditRow[] {
  const due: AuditRow[] = [];
  let { seq, link } = start;
  for (const row of lot) {
    if (row.at >= start.before) break;
    const { reason } = row.seq === seq + 1 ? (faultOf(keyRing, row, link) ?? {}) : { reason: "missing" };
    if (reason !== undefined && !(reason === "key_unknown" && start.unknownKeys)) {
      settings.logger.error("audit retention keeps what does not verify", { ...placeOf(row), reason });
      break;
    }
    due.push(row);
    ({ seq, link } = row);
  }
  return due;
}

function placeOf({ chain, strand, seq }: AuditStrand | AuditRow): Readonly<Record<string, unknown>> {
  return { chain, strand, seq };
}
