import type { AuditCheckpoint } from "../options/audit-options.ts";
import type { KeyRing } from "../secrets/key-ring.ts";
import type { AuditArchive, AuditStrand } from "../stores/audit-store.ts";
import { checkCheckpoint } from "./checkpoint.ts";
import type { Finding, Verification } from "./verification.ts";
import { verifyStrand, type StrandReport } from "./verify-strand.ts";

/** How to verify. */
export interface VerifyOptions {
  /** Check rows from here on in depth. */
  readonly from?: Date | undefined;
  /** Check rows up to here in depth, this instant left out. */
  readonly to?: Date | undefined;
  /** What `audit.onCheckpoint` was given, from wherever it was kept. */
  readonly checkpoint?: AuditCheckpoint | undefined;
}

/** What it takes to verify. */
export interface VerifyParts {
  readonly keyRing: KeyRing;
  readonly archive: AuditArchive;
}

/**
 * Follows every strand from its floor to its end and calculates each link anew (SECURITY.md M3). Others may write meanwhile:
 * the ends are read first, and what comes behind them is left to the next time.
 *
 * Of all that is bad, the earliest is reported: in each strand the lowest number, and of these the one with the oldest time,
 * which is that of the row, or of the row before where it is gone; where neither is known, it is the earliest. What is surely
 * wrong goes before `key_unknown`.
 *
 * With `from` or `to`, the rows outside are only counted: a row that is missing there, or a cut tail, is found, an edit is not;
 * neither is one that was given a time outside of the range. The first row inside is held against the link of the row before
 * it, as that stands there. A tail that was cut off together with the end of its strand shows only against a `checkpoint`.
 */
export async function verifyTrail(parts: VerifyParts, options: VerifyOptions = {}): Promise<Verification> {
  const { checkpoint } = options;
  const ends = await parts.archive.strands();
  if (checkpoint !== undefined) {
    const state = checkCheckpoint(parts, checkpoint);
    const nothing = { ok: false, firstBad: undefined, rows: 0, strands: ends.length } as const;
    if (state === "forged") return { ...nothing, reason: "checkpoint_forged" };
    if (state === "key_unknown") return { ...nothing, reason: "key_unknown", keyId: checkpoint.keyId };
  }
  const reports: StrandReport[] = [];
  for (const strand of [...ends, ...vanished(ends, checkpoint)])
    reports.push(await verifyStrand({ ...parts, ...options, strand, mark: markOf(strand, checkpoint) }));
  const rows = reports.reduce((sum, report) => sum + report.rows, 0);
  const finding = earliest(reports.map(({ bad }) => bad)) ?? earliest(reports.map(({ unknown }) => unknown));
  if (!finding) return { ok: true, rows, strands: ends.length };
  const { row, reason, keyId } = finding;
  return { ok: false, firstBad: row, reason, rows, strands: ends.length, ...(keyId === undefined ? {} : { keyId }) };
}

type Mark = AuditCheckpoint["strands"][number];

function isSame(a: Pick<Mark, "chain" | "strand">, b: Pick<Mark, "chain" | "strand">): boolean {
  return a.chain === b.chain && a.strand === b.strand;
}

function markOf(strand: AuditStrand, checkpoint: AuditCheckpoint | undefined): Mark | undefined {
  return checkpoint?.strands.find((mark) => isSame(mark, strand));
}

const NO_FLOOR = { seq: 0, link: "", seal: "" } as const;

/** Strands that the checkpoint knows and the database does not any more: empty ones, as far as it goes. */
function vanished(ends: readonly AuditStrand[], checkpoint: AuditCheckpoint | undefined): readonly AuditStrand[] {
  const gone = (checkpoint?.strands ?? []).filter((mark) => !ends.some((end) => isSame(end, mark)));
  return gone.map(({ chain, strand }) => ({ chain, strand, seq: 0, link: "", floor: NO_FLOOR }));
}

function earliest(findings: readonly (Finding | undefined)[]): Finding | undefined {
  const time = ({ since }: Finding): number => since?.getTime() ?? Number.NEGATIVE_INFINITY;
  return findings
    .filter((finding) => finding !== undefined)
    .reduce<Finding | undefined>((first, one) => (first && time(first) <= time(one) ? first : one), undefined);
}
