import type { Logger } from "../logger.ts";
import { redactLogValue } from "./log-value.ts";
import { redactText, type RedactOptions } from "./text.ts";

type Fields = Readonly<Record<string, unknown>>;
type Line = (message: string, fields?: Fields) => void;

const MOST_OF_A_MESSAGE = 2048;

/**
 * A logger that no secret reaches: messages and fields are redacted, however deep they lie, before `logger` sees them
 * (SECURITY.md M2). What it throws changes nothing of what is logged about. Wrapping twice is harmless.
 */
export function redactingLogger(logger: Logger, options: RedactOptions = {}): Logger {
  const through =
    (level: "info" | "warn" | "error"): Line =>
    (message, fields) => {
      try {
        const text = redactText(message, { ...options, most: MOST_OF_A_MESSAGE });
        logger[level](text, ...(fields === undefined ? [] : [redactFields(fields, options)]));
      } catch {
        // A logger that fails has nobody to tell.
      }
    };
  return { info: through("info"), warn: through("warn"), error: through("error") };
}

/** Each by itself: one that can't be read does not take the others along. */
function redactFields(fields: Fields, options: RedactOptions): Fields {
  return Object.fromEntries(
    Object.keys(fields).map((name) => {
      try {
        return [name, redactLogValue(name, fields[name], options)];
      } catch {
        return [name, "[unreadable]"];
      }
    }),
  );
}
