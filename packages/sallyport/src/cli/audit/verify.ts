import { parseCheckpoint, type AuditCheckpoint, type BadReason, type BadRow, type Verification } from "@sallyport/core";
import { readFileSync } from "node:fs";
import { Misuse } from "../misuse.ts";
import { instantOf, readOptions } from "./arguments.ts";
import { withAudit } from "./open-audit.ts";

const MEANING: Readonly<Record<BadReason, string>> = {
  edited: "what stands there is not what was written",
  missing: "this row was deleted",
  moved: "this row was written at another place",
  cut: "this row and those behind it were deleted",
  end_changed: "the end of the strand does not fit the rows",
  floor_changed: "the beginning of the strand is not where retention has left it",
  erasure_unproved: "a part of this row is blank, and it was not Sallyport that has erased it",
  behind_checkpoint: "the strand is not what it was at the checkpoint: rows were cut off, or written anew",
  checkpoint_forged: "the checkpoint was changed, or made with other keys",
  key_unknown: "this was made with a key that MFA_SECRET does not hold; add the old key behind the new one",
};

/** `sallyport audit verify`. 0: intact; 1: something is wrong; 2: that can't be told, for want of a key. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const given = readOptions(args, ["from", "to", "checkpoint", "data-dir"]);
  const from = instantOf(given, "from");
  const to = instantOf(given, "to");
  const checkpoint = given["checkpoint"] === undefined ? undefined : checkpointIn(given["checkpoint"]);
  const result = await withAudit({ dataDir: given["data-dir"] }, (audit) => audit.verify({ from, to, checkpoint }));
  process.stdout.write(`${describe(result)}\n`);
  if (result.ok) return 0;
  return result.reason === "key_unknown" ? 2 : 1;
}

function checkpointIn(file: string): AuditCheckpoint {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Misuse(`There is no file ${file} that could be read. Name the checkpoint.`);
  }
  const checkpoint = parseCheckpoint(text);
  if (!checkpoint)
    throw new Misuse(`${file} is no checkpoint. Name a file that holds what audit.onCheckpoint was given.`);
  return checkpoint;
}

function describe(result: Verification): string {
  const counted = `${String(result.rows)} rows checked in ${String(result.strands)} strands`;
  if (result.ok) return `The audit trail is intact: ${counted}.`;
  const { reason, firstBad, keyId } = result;
  const where = firstBad ? placeOf(firstBad) : "the checkpoint";
  const key = keyId === undefined ? "" : ` (key ${keyId})`;
  return `${where}: ${reason}${key}\n${MEANING[reason]}. ${counted}.`;
}

function placeOf({ chain, strand, seq, id, at }: BadRow): string {
  const known = [...(id === undefined ? [] : [`id ${id}`]), ...(at === undefined ? [] : [at.toISOString()])];
  const row = known.length > 0 ? ` (${known.join(", ")})` : "";
  return `strand ${String(strand)} of chain ${chain}: row ${String(seq)}${row}`;
}
