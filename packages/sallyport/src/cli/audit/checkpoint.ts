import { writeFile } from "node:fs/promises";
import { readOptions } from "./arguments.ts";
import { withAudit } from "./open-audit.ts";

/** `sallyport audit checkpoint`: signs where the trail ends now. */
export async function runCheckpoint(args: readonly string[]): Promise<number> {
  const { out, "data-dir": dataDir } = readOptions(args, ["out", "data-dir"]);
  const checkpoint = await withAudit({ dataDir }, (audit) => audit.checkpoint());
  const text = `${JSON.stringify(checkpoint)}\n`;
  if (out === undefined) process.stdout.write(text);
  else await writeFile(out, text);
  return 0;
}
