import type { AuditArchive, AuditCursor, AuditFilter, AuditRow } from "../stores/audit-store.ts";

/** Rows of one read. */
const LOT = 1000;

/** All rows in the order of time. Rows that are written meanwhile may be among them. */
export async function* exportTrail(archive: AuditArchive, filter: AuditFilter): AsyncGenerator<AuditRow, void, void> {
  let after: AuditCursor | undefined;
  for (;;) {
    const lot = await archive.export(filter, { limit: LOT, after });
    yield* lot;
    const last = lot.at(-1);
    if (!last || lot.length < LOT) return;
    after = { at: last.at, id: last.id };
  }
}
