import { FIELDS } from "./fields.ts";
import type { Format } from "./format.ts";

/**
 * CSV after RFC 4180, with a header. A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
 * Injection"): what an attacker has sent as a name must not run on the machine of whoever reads about it. A link can begin with
 * a hyphen as well; who wants to calculate with links takes `jsonl`.
 */
export const csv: Format = {
  header: `${FIELDS.join(",")}\r\n`,
  line: (row) => `${FIELDS.map((name) => cellOf(row[name])).join(",")}\r\n`,
};

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = textOf(value);
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "string" ? value : JSON.stringify(value);
}
