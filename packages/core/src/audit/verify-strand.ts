import type { KeyRing } from "../secrets/key-ring.ts";
import type { AuditArchive, AuditRow, AuditStrand } from "../stores/audit-store.ts";
import { checkFloor, keyIdOfFloor } from "./floor.ts";
import { isMoved } from "./moved.ts";
import type { BadReason, BadRow, Finding } from "./verification.ts";
import { faultOf } from "./verify-row.ts";

/** Rows of one read. */
const LOT = 1000;

/** What a strand is held against. */
export interface StrandCheck {
  readonly keyRing: KeyRing;
  readonly archive: AuditArchive;
  /** As it was when the verification began: what is appended later is left to the next one. */
  readonly strand: AuditStrand;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** What a checkpoint says of this strand. */
  readonly mark?: { readonly seq: number; readonly link: string } | undefined;
}

/** What came of it. */
export interface StrandReport {
  /** The first thing that is surely wrong. */
  readonly bad: Finding | undefined;
  /** The first that can't be told for want of a key. */
  readonly unknown: Finding | undefined;
  readonly rows: number;
}

/** How far a strand was followed. */
interface Walk {
  seq: number;
  link: string;
  at: Date | undefined;
  id: string | undefined;
  rows: number;
  unknown: Finding | undefined;
}

/** Follows one strand from its floor to its end. */
export async function verifyStrand(check: StrandCheck): Promise<StrandReport> {
  const { strand } = check;
  const { floor } = strand;
  const walk: Walk = {
    ...{ seq: floor.seq, link: floor.link, rows: 0 },
    at: undefined,
    id: undefined,
    unknown: undefined,
  };
  const bad = beginFault(check, walk) ?? (await followRows(check, walk)) ?? (await endFault(check, walk));
  return { bad, unknown: walk.unknown, rows: walk.rows };
}

function beginFault({ keyRing, strand, mark }: StrandCheck, walk: Walk): Finding | undefined {
  const place = placeOf(strand, strand.floor.seq);
  if (strand.seq < strand.floor.seq)
    return { reason: "end_changed", row: placeOf(strand, strand.seq), since: undefined };
  const state = checkFloor(keyRing, strand);
  if (state === "invalid") return { reason: "floor_changed", row: place, since: undefined };
  if (state === "key_unknown") walk.unknown = { ...unknown(place), keyId: keyIdOfFloor(strand.floor) };
  const differs = mark !== undefined && mark.seq === strand.floor.seq && mark.link !== strand.floor.link;
  return differs ? { reason: "behind_checkpoint", row: place, since: undefined } : undefined;
}

function unknown(row: BadRow): Finding {
  return { reason: "key_unknown", row, since: row.at };
}

function placeOf({ chain, strand }: AuditStrand, seq: number): BadRow {
  return { chain, strand, seq };
}

async function followRows(check: StrandCheck, walk: Walk): Promise<Finding | undefined> {
  const { strand } = check;
  let next = walk.seq < strand.seq ? readAhead(check, walk.seq) : undefined;
  while (walk.seq < strand.seq) {
    const lot = await (next ?? readAhead(check, walk.seq));
    const last = lot.at(-1);
    // The database reads on while this process calculates.
    next = last && last.seq < strand.seq ? readAhead(check, last.seq) : undefined;
    const fault = last ? await followLot(check, walk, lot) : gone(check, walk, "cut");
    if (!fault) continue;
    const isGap = fault.reason === "missing" || fault.reason === "cut";
    // Retention may have taken what was to be read; then the floor is behind it, and sealed.
    if (!isGap || !(await stepOntoFloor(check, walk))) return fault;
    next = undefined;
  }
  return undefined;
}

function readAhead({ archive, strand }: StrandCheck, after: number): Promise<readonly AuditRow[]> {
  const lot = archive.read(strand, after, Math.min(LOT, strand.seq - after));
  // It may be that nobody waits for it any more.
  lot.catch(() => undefined);
  return lot;
}

async function followLot(check: StrandCheck, walk: Walk, lot: readonly AuditRow[]): Promise<Finding | undefined> {
  for (const row of lot) {
    if (row.seq !== walk.seq + 1) return gone(check, walk, "missing");
    const reason = rowFault(check, walk, row);
    if (reason === "edited" && (await isMoved(check.archive, check.keyRing, row))) return found("moved", row);
    if (reason) return found(reason, row);
    walk.seq = row.seq;
    walk.link = row.link;
    walk.at = row.at;
    walk.id = row.id;
  }
  return undefined;
}

function rowFault({ keyRing, mark, from, to }: StrandCheck, walk: Walk, row: AuditRow): BadReason | undefined {
  if ((from === undefined || row.at >= from) && (to === undefined || row.at < to)) {
    walk.rows += 1;
    const fault = faultOf(keyRing, row, walk.link);
    if (fault && fault.reason !== "key_unknown") return fault.reason;
    if (fault) walk.unknown ??= { ...found("key_unknown", row), keyId: fault.keyId };
  }
  return mark?.seq === row.seq && mark.link !== row.link ? "behind_checkpoint" : undefined;
}

function found(reason: BadReason, { chain, strand, seq, id, at }: AuditRow): Finding {
  return { reason, row: { chain, strand, seq, id, at }, since: at };
}

/** The row that should come now. */
function gone({ strand }: StrandCheck, walk: Walk, reason: BadReason): Finding {
  return { reason, row: placeOf(strand, walk.seq + 1), since: walk.at };
}

/** Goes on where the strand begins by now, if that is further on. */
async function stepOntoFloor({ archive, keyRing, strand }: StrandCheck, walk: Walk): Promise<boolean> {
  const now = (await archive.strands()).find((one) => one.chain === strand.chain && one.strand === strand.strand);
  if (!now || now.floor.seq <= walk.seq || checkFloor(keyRing, now) !== "valid") return false;
  walk.seq = now.floor.seq;
  walk.link = now.floor.link;
  walk.id = undefined;
  return true;
}

async function endFault({ archive, strand, mark }: StrandCheck, walk: Walk): Promise<Finding | undefined> {
  const { seq, link } = strand;
  const last = { ...placeOf(strand, seq), ...(walk.id && walk.at ? { id: walk.id, at: walk.at } : {}) };
  // Where retention has gone past the end of then, there is nothing left that could be compared.
  if (walk.seq === seq && walk.link !== link) return { reason: "end_changed", row: last, since: walk.at };
  if (mark && mark.seq > seq) return { reason: "behind_checkpoint", row: placeOf(strand, seq + 1), since: walk.at };
  const [beyond] = await archive.read(strand, Math.max(seq, walk.seq), 1);
  if (!beyond) return undefined;
  // Appended meanwhile, and the end with it; or the end was put back.
  const now = (await archive.strands()).find((one) => one.chain === strand.chain && one.strand === strand.strand);
  return now && now.seq >= beyond.seq ? undefined : found("end_changed", beyond);
}
