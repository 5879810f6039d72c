import type { Transaction } from "sequelize";
import { run, type Session } from "./statement.ts";

type Open = Session & { readonly transaction: Transaction };

/** Runs inside the transaction that is open, and waits for no lock longer than this. A failure leaves that one as it was. */
export async function inSavepoint<T>(
  session: Open,
  waitMs: number,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const [limit] = await run(session, "SELECT current_setting('lock_timeout') AS before");
  await run(session, "SAVEPOINT sallyport_audit");
  try {
    await limitWaits(session, `${String(waitMs)}ms`);
    const result = await work(session);
    await run(session, "RELEASE SAVEPOINT sallyport_audit");
    // What was set inside a savepoint that is kept stays set.
    await limitWaits(session, String(limit?.["before"]));
    return result;
  } catch (error) {
    await run(session, "ROLLBACK TO SAVEPOINT sallyport_audit");
    throw error;
  }
}

async function limitWaits(session: Session, limit: string): Promise<void> {
  await run(session, "SELECT set_config('lock_timeout', $1::text, true)", [limit]);
}
