import type { Sequelize } from "sequelize";
import type { Session } from "./statement.ts";

/** The end of a strand. */
export interface StrandEnd {
  readonly chain: string;
  readonly strand: number;
  readonly seq: number;
  readonly link: string;
}

/** What one process remembers of one database. */
interface Memory {
  /** By chain and strand. Of tenants there may be any number. */
  readonly ends: Map<string, StrandEnd>;
  /** The strand that it looks at first. */
  home: number;
}

const MOST_KNOWN = 10_000;

const memories = new WeakMap<Sequelize, Memory>();

function memoryOf({ sequelize }: Session): Memory {
  const memory = memories.get(sequelize) ?? { ends: new Map<string, StrandEnd>(), home: 0 };
  memories.set(sequelize, memory);
  return memory;
}

/**
 * An end that this process has written last, and that none of its own writers has in hand. Whether it is the end still, the
 * statement that moves it finds out: another process may have been there.
 */
export function takeKnownEnd(session: Session, chain: string): StrandEnd | undefined {
  const { ends } = memoryOf(session);
  for (const [key, end] of ends)
    if (end.chain === chain) {
      ends.delete(key);
      return end;
    }
  return undefined;
}

/** Remembers an end once it is kept; a transaction that is rolled back leaves nothing. */
export function rememberEnd(session: Session, end: StrandEnd): void {
  const remember = (): void => {
    const { ends } = memoryOf(session);
    if (ends.size < MOST_KNOWN) ends.set(JSON.stringify([end.chain, end.strand]), end);
  };
  // A statement without a transaction is kept when it is done.
  if (session.transaction) session.transaction.afterCommit(remember);
  else remember();
}

/** Where this process looks for a strand first. */
export function homeOf(session: Session): number {
  return memoryOf(session).home;
}

/** Another process was there: this one leaves it the strand, so that they don't take it from each other all the time. */
export function moveBehind(session: Session, strand: number): void {
  memoryOf(session).home = strand + 1;
}
