import { SallyportConfigError } from "@sallyport/core";
import { runCheckpoint } from "./audit/checkpoint.ts";
import { runExport } from "./audit/export.ts";
import { runRetain } from "./audit/retain.ts";
import { runVerify } from "./audit/verify.ts";
import { Misuse } from "./misuse.ts";

const USAGE = `Usage: sallyport audit <command>

  verify      [--from time] [--to time] [--checkpoint file]
  checkpoint  [--out file]
  export      --format jsonl|csv|cef|ocsf [--from time] [--to time] [--user id] [--type type] [--out file]
  retain      --event-days number --attempt-days number

  Each reads DATABASE_URL and MFA_SECRET; without DATABASE_URL, --data-dir names the folder of an embedded database
  (./.sallyport). A time is 2026-01-31 or 2026-01-31T12:00:00Z.
`;

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  verify: runVerify,
  checkpoint: runCheckpoint,
  export: runExport,
  retain: runRetain,
};

/** `sallyport audit`. Returns 0 where all is well, 1 where the trail was tampered with, 2 where nothing could be found out. */
export async function runAudit([name = "", ...args]: readonly string[]): Promise<number> {
  if (["help", "--help", "-h"].includes(name) || args.some((arg) => arg === "--help" || arg === "-h")) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!run) throw new Misuse(`Name a command: ${Object.keys(COMMANDS).join(", ")}.`);
    return await run(args);
  } catch (error) {
    process.stderr.write(`sallyport audit: ${messageOf(error)}\n`);
    return 2;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof Misuse) return `${error.message}\n\n${USAGE}`;
  if (error instanceof SallyportConfigError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
