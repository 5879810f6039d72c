import { mkdir, open } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "../logger.ts";
import type { KeyRing } from "../secrets/key-ring.ts";
import type { NewAuditRow } from "../stores/audit-store.ts";
import type { AuditQueue, QueuedRows, Replayed } from "./queue.ts";
import { writeLine, type QueueLine } from "./queue-line.ts";
import { isQueueFile, replayFile, takeFiles } from "./queue-replay.ts";

/** How long the database is left alone after it has failed. */
const PAUSE_MS = 5000;

/** What a queue is made of. */
export interface QueueFileOptions {
  readonly dir: string;
  /** Of this process, among others that use the folder. */
  readonly processId: string;
  readonly keyRing: KeyRing;
  readonly logger: Logger;
}

/**
 * Rows that wait in a folder of this machine: one file for each process, appended to and flushed to the disk before anybody goes
 * on. Whoever replays takes a file by renaming it, so that no two do. Readable by this user alone.
 */
export function createQueueFile({ dir, processId, keyRing, logger }: QueueFileOptions): AuditQueue {
  const own = join(dir, `${processId}.jsonl`);
  let pausedUntil = 0;
  let isWaiting = hasFiles(dir);
  let added = 0;
  let writing: Promise<unknown> = Promise.resolve();
  let replaying: Promise<Replayed> | undefined;

  /** One after the other: a line is never torn, and a file never taken while it is written to. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = writing.then(work, work);
    writing = done.catch(() => undefined);
    return done;
  }

  async function append(lines: readonly QueueLine[]): Promise<void> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const file = await open(own, "a", 0o600);
    try {
      await file.appendFile(lines.map((each) => writeLine(keyRing, each)).join(""));
      await file.datasync();
    } finally {
      await file.close();
    }
    isWaiting = true;
    added += 1;
  }

  async function add(rows: readonly NewAuditRow[]): Promise<QueuedRows> {
    pausedUntil = Date.now() + PAUSE_MS;
    await inTurn(() => append(rows.map((row) => ({ row }))));
    return { withdraw: () => inTurn(() => append([{ withdrawn: rows.map(({ id }) => id) }])) };
  }

  async function replay(write: (rows: readonly NewAuditRow[]) => Promise<void>): Promise<Replayed> {
    const addedBefore = added;
    let [written, refused] = [0, 0];
    for (const path of await takeFiles({ dir, own, processId, inTurn })) {
      const done = await replayFile(path, { keyRing, logger, write });
      written += done.written;
      refused += done.refused;
    }
    // What has been added since waits in a new file. One that another process has taken is in its hands.
    if (added === addedBefore) isWaiting = false;
    return { written, refused };
  }

  return {
    add,
    get isUsed() {
      return pausedUntil > Date.now();
    },
    get isWaiting() {
      return isWaiting;
    },
    replay: (write) => {
      replaying ??= replay(write).finally(() => {
        replaying = undefined;
      });
      return replaying;
    },
  };
}

function hasFiles(dir: string): boolean {
  try {
    return readdirSync(dir).some(isQueueFile);
  } catch {
    return false;
  }
}
