import type { AuditRow } from "@sallyport/core";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { cef } from "../formats/cef.ts";
import { csv } from "../formats/csv.ts";
import type { Format } from "../formats/format.ts";
import { jsonl } from "../formats/jsonl.ts";
import { ocsf } from "../formats/ocsf.ts";
import { Misuse } from "../misuse.ts";
import { instantOf, readOptions } from "./arguments.ts";
import { withAudit } from "./open-audit.ts";

const FORMATS: Readonly<Record<string, () => Format>> = { jsonl: () => jsonl, csv: () => csv, cef, ocsf };

/** `sallyport audit export`: the trail for other programs, the oldest row first. */
export async function runExport(args: readonly string[]): Promise<number> {
  const given = readOptions(args, ["format", "from", "to", "user", "type", "out", "data-dir"]);
  const { format: name = "", user: userId, type, out, "data-dir": dataDir } = given;
  const make = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (!make) throw new Misuse(`Write --format with one of ${Object.keys(FORMATS).join(", ")}.`);
  const filter = { from: instantOf(given, "from"), to: instantOf(given, "to"), userId, type };
  await withAudit({ dataDir }, (audit) => write(linesOf(make(), audit.export(filter)), out));
  return 0;
}

async function* linesOf({ header, line }: Format, rows: AsyncIterable<AuditRow>): AsyncGenerator<string, void, void> {
  if (header !== undefined) yield header;
  for await (const row of rows) yield line(row);
}

/** As fast as the other side takes it: a trail may be larger than the memory. */
async function write(lines: AsyncIterable<string>, file: string | undefined): Promise<void> {
  const source = Readable.from(lines);
  if (file !== undefined) {
    await pipeline(source, createWriteStream(file));
    return;
  }
  await pipeline(source, process.stdout, { end: false }).catch((error: unknown) => {
    // `| head` has enough.
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  });
}
