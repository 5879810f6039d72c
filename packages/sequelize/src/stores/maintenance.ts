import { inTransaction, run, type Session } from "./statement.ts";

/** Runs in one transaction in which the audit trail may be changed: its trigger refuses everybody else. */
export function inMaintenance<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  return inTransaction(session, async (open) => {
    await run(open, "SELECT set_config('sallyport.audit_maintenance', 'on', true)");
    return work(open);
  });
}
