import type { AuditStore } from "@sallyport/core";
import { appendEvents } from "./append-events.ts";
import { toAuditRow } from "./audit-row.ts";
import { pageOf } from "./event-pages.ts";
import { run, uuidOrNull, type Session } from "./statement.ts";

/** The audit trail in PostgreSQL, as requests use it. */
export function createAuditStore(session: Session): AuditStore {
  return {
    append: (rows, makeLink, { isGuarded = false, targets = [] } = {}) =>
      appendEvents(session, { rows, makeLink, isGuarded, targets }),
    known: async (ids) => {
      const found = await run(session, "SELECT id FROM security_events WHERE id = ANY($1::uuid[])", [
        ids.map(uuidOrNull),
      ]);
      return found.map(({ id }) => String(id));
    },
    find: async (filter, { limit, before }) => {
      const { statement, values } = pageOf({ filter, limit, behind: before, order: "DESC" });
      return (await run(session, statement, values)).map(toAuditRow);
    },
  };
}
