import { SallyportConfigError } from "@sallyport/core";
import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Keeps a second process off the folder of an embedded database: PGlite does not look, and two processes on one folder
 * lose the rows of both. The file names its process; one whose process is gone (a crash) is taken over.
 */
export function lockFolder(dataDir: string): { release(): void } {
  const file = join(dataDir, "lock");
  const mine = identity(process.pid);
  if (!create(file, mine)) {
    takeOver(file, dataDir);
    if (!create(file, mine)) throw inUse(dataDir, holderOf(file));
  }
  return {
    release: () => {
      if (holderOf(file) === mine) rmSync(file, { force: true });
    },
  };
}

function create(file: string, holder: string): boolean {
  try {
    writeFileSync(file, holder, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a dead process's lock away. Of several that try, one moves it; what it moved must be the dead one. */
function takeOver(file: string, dataDir: string): void {
  const holder = holderOf(file);
  if (holder === undefined) return;
  if (isAlive(holder)) throw inUse(dataDir, holder);
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = holderOf(aside);
  rmSync(aside, { force: true });
  if (moved !== undefined && moved !== holder) {
    create(file, moved);
    throw inUse(dataDir, moved);
  }
}

function holderOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** A process, told apart from a later one with the same number (containers start every process as number 1). */
function identity(pid: number): string {
  return `${String(pid)} ${startOf(pid)}`;
}

function isAlive(holder: string): boolean {
  const pid = Number(holder.split(" ")[0]);
  if (!Number.isInteger(pid) || pid < 1) return false;
  // Linux tells when a process started; elsewhere the number has to do.
  return isRunning(pid) && identity(pid) === holder;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Field 22 of proc(5) `stat`; the name before it may hold anything, so we count from its closing bracket. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function inUse(dataDir: string, holder: string | undefined): SallyportConfigError {
  return new SallyportConfigError([
    {
      code: "CONFIG-DATA-DIR-IN-USE",
      option: "dataDir",
      reason: `process ${holder?.split(" ")[0] ?? "unknown"} has "${dataDir}" open, and two on one folder would lose every row`,
      remedy: "Stop it, use another dataDir, or set DATABASE_URL for several processes",
    },
  ]);
}
