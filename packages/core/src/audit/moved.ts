import type { KeyRing } from "../secrets/key-ring.ts";
import type { AuditArchive, AuditRow } from "../stores/audit-store.ts";
import { expectedLink } from "./link.ts";

/** How far around a row its own place is looked for. */
const AROUND = 500;

/**
 * Whether a row that does not fit where it stands fits elsewhere in its strand, nearby: then it was moved, and not edited.
 * Only the word of the report hangs on it, so that a wider search is not worth its time.
 */
export async function isMoved(archive: AuditArchive, keyRing: KeyRing, row: AuditRow): Promise<boolean> {
  const around = await archive.read(row, Math.max(0, row.seq - AROUND - 1), 2 * AROUND);
  const links = new Map(around.map(({ seq, link }) => [seq, link]));
  return around.some(({ seq }) => {
    if (seq === row.seq) return false;
    // The one before may have been moved as well: by one, where neighbours have changed places.
    const before = [links.get(seq - 1) ?? (seq === 1 ? "" : undefined), links.get(seq), links.get(seq + 1)];
    return before.some(
      (previous) => previous !== undefined && expectedLink(keyRing, { ...row, seq }, previous) === row.link,
    );
  });
}
