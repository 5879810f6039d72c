import { isSecretName } from "./secret-name.ts";
import { REDACTED } from "./named-values.ts";
import { redactField } from "./data.ts";
import { redactText, type RedactOptions } from "./text.ts";

const DEEPEST = 6;
const MOST_ENTRIES = 50;
const MOST_OF_A_STACK = 4096;

/**
 * A field of a line of the log, without secrets, however deep they lie. Of an error its name, message, code, stack and cause:
 * others hang the statement and its values on it (`sql`, `parameters`), or what the database found there (`detail`).
 */
export function redactLogValue(name: string, value: unknown, options: RedactOptions): unknown {
  return redact({ name, value }, { options, within: [] });
}

interface Field {
  readonly name: string;
  readonly value: unknown;
}

interface Where {
  readonly options: RedactOptions;
  /** What it is a part of, from the outside in. */
  readonly within: readonly object[];
}

function redact({ name, value }: Field, where: Where): unknown {
  if (typeof value === "string") return redactField(name, value, where.options);
  if (typeof value === "bigint") return redactField(name, String(value), where.options);
  if (typeof value === "number") return isSecretName(name) ? REDACTED : value;
  if (typeof value === "object" && value !== null) return redactObject({ name, value }, where);
  return typeof value === "boolean" || value === null ? value : undefined;
}

function redactObject({ name, value }: { name: string; value: object }, { options, within }: Where): unknown {
  if (value instanceof Date) return value;
  if (isSecretName(name)) return REDACTED;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return "[bytes]";
  if (value instanceof URL) return redactField(name, value.href, options);
  if (within.includes(value)) return "[circular]";
  if (within.length === DEEPEST) return "[…]";
  const inside: Where = { options, within: [...within, value] };
  if (value instanceof Error) return redactError(value, inside);
  if (Array.isArray(value))
    return value.slice(0, MOST_ENTRIES).map((entry: unknown) => redact({ name, value: entry }, inside));
  return redactEntries(value, inside);
}

function redactEntries(value: object, inside: Where): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value).slice(0, MOST_ENTRIES);
  return Object.fromEntries(
    entries.map(([name, each]: [string, unknown]) => [redactText(name), redact({ name, value: each }, inside)]),
  );
}

function redactError(error: Error, inside: Where): Readonly<Record<string, unknown>> {
  const { name, message, stack = "", cause } = error;
  const code: unknown = "code" in error ? error.code : undefined;
  const errors: unknown = "errors" in error ? error.errors : undefined;
  return {
    ...{ name: redactText(name), message: redactText(message, inside.options) },
    ...(typeof code === "string" ? { code: redactField("code", code, inside.options) } : {}),
    stack: redactText(stack, { ...inside.options, most: MOST_OF_A_STACK }),
    ...(cause === undefined ? {} : { cause: redact({ name: "cause", value: cause }, inside) }),
    ...(Array.isArray(errors) ? { errors: redact({ name: "errors", value: errors }, inside) } : {}),
  };
}
