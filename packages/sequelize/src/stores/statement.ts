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

/** A span from so many of its unit. Seconds, since a day of the calendar has 23 or 25 hours where the clocks change. */
export const spanOf = {
  seconds: (value: string): string => `make_interval(secs => ${value}::double precision)`,
  days: (value: string): string => `make_interval(secs => ${value}::double precision * 86400)`,
} as const;

/**
 * Waits until nobody else holds this name, and holds it to the end of the transaction. The first statement of its
 * transaction: the ones after it then see what the one before has committed.
 */
export async function lock(session: Session, name: string): Promise<void> {
  await run(session, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`sallyport:${name}`]);
}

/** Makes everything that counts a user's methods wait for each other. */
export function lockUser(session: Session, userId: string): Promise<void> {
  return lock(session, `methods:${userId}`);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What came from outside may be no id at all: then null, which is equal to none. The database would throw. */
export function uuidOrNull(id: string | undefined): string | null {
  return id !== undefined && UUID.test(id) ? id : null;
}
