import { run, type Session } from "./statement.ts";

/** Rows per statement of a clean-up: it must never hold many locks, or for long. */
export const LOT = 1000;

/** The ids of one lot of a clean-up. Rows that another process holds are left to it. */
export function lotOf(table: string, where: string): string {
  return `SELECT id FROM ${table} WHERE ${where} LIMIT ${String(LOT)} FOR UPDATE SKIP LOCKED`;
}

/** Runs a statement that does one lot and returns its rows, until nothing is left for it. How many rows that were. */
export async function inLots(session: Session, statement: string, values: readonly unknown[]): Promise<number> {
  let total = 0;
  for (;;) {
    const rows = await run(session, statement, values);
    total += rows.length;
    if (rows.length < LOT) return total;
  }
}
