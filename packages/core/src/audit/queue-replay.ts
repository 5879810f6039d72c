import { appendFile, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "../logger.ts";
import type { KeyRing } from "../secrets/key-ring.ts";
import type { NewAuditRow } from "../stores/audit-store.ts";
import type { Replayed } from "./queue.ts";
import { readLine } from "./queue-line.ts";

/** A write of another process that had the file open when it was taken is over by then. */
const SETTLE_MS = 1500;

/** Whoever has taken a file and not finished it by then is dead. */
const ABANDONED_MS = 60_000;

/** Rows of one statement. */
const LOT = 500;

/** Whether rows wait in a file of this name. */
export function isQueueFile(name: string): boolean {
  return /\.(?:jsonl|taken)$/.test(name);
}

/** Whose files, and how to wait until nobody of this process writes to its own. */
export interface Taking {
  readonly dir: string;
  readonly own: string;
  readonly processId: string;
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Takes the files that wait, by renaming them: of any number of processes each file is one's. How they are called now. */
export async function takeFiles({ dir, own, processId, inTurn }: Taking): Promise<readonly string[]> {
  const taken: string[] = [];
  let isForeign = false;
  for (const name of (await readdir(dir).catch(() => [] as string[])).filter(isQueueFile)) {
    const path = join(dir, name);
    if (name.endsWith(".taken") && !(await isAbandoned(path))) continue;
    const to = join(dir, `${processId}-${String(Date.now())}-${String(taken.length)}.taken`);
    if (!(await inTurn(() => isMoved(path, to)))) continue;
    taken.push(to);
    isForeign ||= path !== own;
  }
  if (isForeign) await wait(SETTLE_MS);
  return taken;
}

/** What it takes to replay a file. */
export interface Replaying {
  readonly keyRing: KeyRing;
  readonly logger: Logger;
  readonly write: (rows: readonly NewAuditRow[]) => Promise<void>;
}

/** Writes the rows of one file, but for those that were withdrawn, and removes it. */
export async function replayFile(path: string, { keyRing, logger, write }: Replaying): Promise<Replayed> {
  const texts = (await readFile(path, "utf8")).split("\n");
  // What follows the last line break was never finished, and nobody has gone on upon it.
  texts.pop();
  const lines = texts.map((text) => ({ text, line: readLine(keyRing, text) }));
  const withdrawn = new Set(lines.flatMap(({ line }) => (line && "withdrawn" in line ? line.withdrawn : [])));
  const rows = lines.flatMap(({ line }) => (line && "row" in line && !withdrawn.has(line.row.id) ? [line.row] : []));
  for (let start = 0; start < rows.length; start += LOT) await write(rows.slice(start, start + LOT));

  const refused = lines.filter(({ line }) => line === undefined).map(({ text }) => text);
  if (refused.length > 0) {
    logger.error("lines of the audit queue are not ours, and were not taken", { count: refused.length });
    await appendFile(`${path}.refused`, `${refused.join("\n")}\n`, { mode: 0o600 });
  }
  await rm(path);
  return { written: rows.length, refused: refused.length };
}

/** False where somebody else was faster. */
function isMoved(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false,
  );
}

/** A rename moves the time of change. */
async function isAbandoned(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.ctimeMs > ABANDONED_MS;
}
