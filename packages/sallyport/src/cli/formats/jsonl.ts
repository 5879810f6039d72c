import { FIELDS } from "./fields.ts";
import type { Format } from "./format.ts";

/** One JSON object a line (JSON Lines), with every field: what it takes to calculate the links again. */
export const jsonl: Format = {
  line: (row) => `${JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, row[name]])))}\n`,
};
