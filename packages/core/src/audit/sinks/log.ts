import type { Logger } from "../../logger.ts";
import type { Severity } from "../../stores/audit-store.ts";
import type { AuditSink } from "./sink.ts";

const LEVELS: Readonly<Record<Severity, keyof Logger>> = {
  ...{ info: "info", notice: "info", warning: "warn", critical: "error" },
};

/** Each event as a line of the app's log: its type as the message, what is known of it as the fields (`audit.log`). */
export function logSink(logger: Logger): AuditSink {
  return (given) => {
    const entry = given();
    const known = Object.entries(entry).filter(([, value]) => value !== null);
    logger[LEVELS[entry.severity]](entry.type, Object.fromEntries(known));
  };
}
