import type { Clock } from "@sallyport/core";
import { QueryTypes, type Sequelize, type Transaction } from "sequelize";

/** Where the statements of a store run: on the pool, or inside one transaction. */
export interface Session {
  readonly sequelize: Sequelize;
  readonly clock: Clock;
  readonly transaction: Transaction | undefined;
}

/** Runs one statement and returns its rows. Everything from outside goes in as `$1`, `$2` …, never into the text. */
export async function run(
  session: Session,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Record<string, unknown>[]> {
  const { sequelize, transaction } = session;
  return sequelize.query<Record<string, unknown>>(text, {
    bind: [...values],
    type: QueryTypes.SELECT,
    ...(transaction ? { transaction } : {}),
  });
}

/**
 * The database's own time, for everything that the processes share. A test clock moves it along with everything else;
 * with the machine's clock the offset is 0.
 */
export function databaseNow(session: Session): string {
  const seconds = session.clock.offsetMs / 1000;
  if (!Number.isFinite(seconds)) throw new TypeError("clock.offsetMs is not a number");
  return seconds === 0
    ? "statement_timestamp()"
    : `(statement_timestamp() + make_interval(secs => ${seconds.toFixed(3)}))`;
}

/** Runs in the transaction that is open, or in one of its own. */
export function inTransaction<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  if (session.transaction) return work(session);
  return session.sequelize.transaction((transaction) => work({ ...session, transaction }));
}

/**
 * Makes everything that counts a user's methods wait for each other. The first statement of its transaction: the ones
 * after it then see what the one before has committed.
 */
export async function lockUser(session: Session, userId: string): Promise<void> {
  await run(session, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`sallyport:methods:${userId}`]);
}
