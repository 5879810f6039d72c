import type { Logger } from "../logger.ts";
import type { AuditStore, MakeLink, NewAuditRow } from "../stores/audit-store.ts";
import type { AuditQueue, QueuedRows } from "./queue.ts";

/** Writes rows to the trail, many with one statement. */
export interface Writer {
  /** Resolves when these are written, with whatever else waits. */
  write(rows: readonly NewAuditRow[]): Promise<void>;
  /** Takes rows that are written within a moment; false where too many wait already. */
  take(rows: readonly NewAuditRow[]): boolean;
  /** Writes into the transaction of an act. What went to the file in its place can be withdrawn. */
  writeInto(store: AuditStore, rows: readonly NewAuditRow[], makeLink: MakeLink): Promise<QueuedRows | undefined>;
  /** Resolves when nothing waits. */
  flush(): Promise<void>;
}

/** Rows that may wait; then nothing more is taken until they are written. Some 10 MB. */
const MOST_WAITING = 10_000;

/** Rows of one statement. */
const LOT = 500;

/** How long rows wait for others that are written later. */
const MOMENT_MS = 200;

/** After a failure: not with every request that comes. */
const RETRY_MS = 1000;

interface Waiting {
  readonly rows: readonly NewAuditRow[];
  readonly settle: (error?: unknown) => void;
}

/**
 * One statement at a time for each process, and each takes along what has gathered meanwhile: the busier it is, the more rows
 * share a transaction.
 */
export function createWriter(given: {
  readonly append: (rows: readonly NewAuditRow[]) => Promise<void>;
  /** Those of these ids that are in the trail. */
  readonly known: (ids: readonly string[]) => Promise<readonly string[]>;
  readonly queue: AuditQueue | undefined;
  readonly logger: Logger;
}): Writer {
  const { append, known, queue, logger } = given;
  let waiting: Waiting[] = [];
  let later: NewAuditRow[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isDoubted = false;

  /** A statement that was given up may have been kept all the same: what is tried again is looked for first. */
  async function nextLot(): Promise<readonly NewAuditRow[]> {
    const lot = later.slice(0, LOT);
    if (!isDoubted || lot.length === 0) return lot;
    const there = new Set(await known(lot.map(({ id }) => id)));
    later = later.filter(({ id }) => !there.has(id));
    return lot.filter(({ id }) => !there.has(id));
  }

  /** To the database, or to the file. */
  async function store(rows: readonly NewAuditRow[]): Promise<void> {
    if (queue?.isUsed) {
      await queue.add(rows);
      return;
    }
    try {
      await append(rows);
    } catch (error) {
      if (!queue) throw error;
      await queue.add(rows);
    }
  }

  async function writeLot(): Promise<void> {
    const urgent = waiting;
    waiting = [];
    try {
      const lot = await nextLot();
      await store([...urgent.flatMap(({ rows }) => rows), ...lot]);
      later = later.slice(lot.length);
      isDoubted = false;
      for (const { settle } of urgent) settle();
    } catch (error) {
      isDoubted = true;
      // Those that have come meanwhile would wait for the same.
      const all = [...urgent, ...waiting];
      waiting = [];
      for (const { settle } of all) settle(error);
      throw error;
    }
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0 || later.length > 0) await writeLot();
  }

  /** Joins the run that is on, which takes along what is there when it comes to it. */
  function start(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running ??= writeAll()
      .catch((error: unknown) => {
        logger.warn("events could not be written", { waiting: later.length, error: String(error) });
        schedule(RETRY_MS);
        throw error;
      })
      .finally(() => {
        running = undefined;
        // Whoever came after its last look, and before it was over, has joined a run that takes nothing along any more.
        if (waiting.length > 0) start().catch(() => undefined);
      });
    return running;
  }

  function schedule(ms: number): void {
    if (later.length === 0 || timer !== undefined) return;
    timer = setTimeout(() => {
      start().catch(() => undefined);
    }, ms).unref();
  }

  return {
    write: (rows) => {
      if (rows.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const settle = (error?: unknown): void => {
          if (error === undefined) resolve();
          else reject(error instanceof Error ? error : new Error("failed", { cause: error }));
        };
        waiting.push({ rows, settle });
        start().catch(() => undefined);
      });
    },
    take: (rows) => {
      if (later.length + rows.length > MOST_WAITING) return false;
      later.push(...rows);
      if (later.length >= LOT) start().catch(() => undefined);
      else schedule(MOMENT_MS);
      return true;
    },
    writeInto: async (store, rows, makeLink) => {
      if (queue?.isUsed) return queue.add(rows);
      try {
        await store.append(rows, makeLink, { isGuarded: queue !== undefined });
        return undefined;
      } catch (error) {
        if (!queue) throw error;
        return queue.add(rows);
      }
    },
    flush: async () => {
      while (running !== undefined || waiting.length > 0 || later.length > 0) await start();
    },
  };
}
