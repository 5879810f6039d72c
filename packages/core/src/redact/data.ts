import { isKnownCode, REDACTED } from "./named-values.ts";
import { isSecretName } from "./secret-name.ts";
import { redactText, type RedactOptions } from "./text.ts";

/** What an event may carry beside its own fields. */
type Data = Readonly<Record<string, string | number | boolean>>;

const MOST_FIELDS = 20;
const LONGEST_NAME = 64;

/**
 * The fields of an event without secrets: what is called one is left out of its field, whatever it looks like, and texts go
 * through `redactText`. At most 20 fields, names of 64 characters, texts of 512; what is neither a text, a number nor yes or no
 * is dropped.
 */
export function redactData(data: Readonly<Record<string, unknown>>, options: RedactOptions = {}): Data {
  const fields = Object.entries(data).flatMap(([name, value]) => {
    const kept = keptOf(name, value, options);
    return kept === undefined ? [] : [[redactText(name, { most: LONGEST_NAME }), kept] as const];
  });
  return Object.fromEntries(fields.slice(0, MOST_FIELDS));
}

function keptOf(name: string, value: unknown, options: RedactOptions): string | number | boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? redactNumber(name, value) : undefined;
  return typeof value === "string" ? redactField(name, value, options) : undefined;
}

function redactNumber(name: string, value: number): number | string {
  return isSecretName(name) ? REDACTED : value;
}

/** What requests and traces are told apart by: long, but nothing is opened with it. */
const TRACE_NAME = /^(?:request|trace|span|correlation)_?id$/i;
const TRACE_ID = /^[\da-f]{16,32}$/;

/** A text, as what it is called allows. */
export function redactField(name: string, value: string, options: RedactOptions): string {
  if (TRACE_NAME.test(name) && TRACE_ID.test(value)) return value;
  return isSecretName(name) && !isKnownCode(name, value) ? REDACTED : redactText(value, options);
}
