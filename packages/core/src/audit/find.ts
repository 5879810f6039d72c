import type { AuditEntry, AuditFilter, AuditStore } from "../stores/audit-store.ts";
import { formatCursor, parseCursor } from "./cursor.ts";
import { entryOf } from "./entry.ts";

/** Which page. */
export interface PageRequest {
  /** Entries at most, 1 to 500. Default 50. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before; the first page without. */
  readonly cursor?: string | undefined;
}

/** Some entries of the trail. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** There only where older entries follow. */
  readonly nextCursor?: string;
}

const DEFAULT_LIMIT = 50;
const MOST = 500;

export async function findEntries(store: AuditStore, filter: AuditFilter, page: PageRequest): Promise<AuditPage> {
  const { limit = DEFAULT_LIMIT, cursor } = page;
  const most = Math.min(MOST, Math.max(1, Math.trunc(limit)));
  const before = cursor === undefined ? undefined : parseCursor(cursor);
  // One more than was asked for, so that the last page is known as such.
  const rows = await store.find(filter, { limit: most + 1, before });
  const entries = rows.slice(0, most).map(entryOf);
  const last = entries.at(-1);
  return rows.length > most && last ? { entries, nextCursor: formatCursor(last) } : { entries };
}
