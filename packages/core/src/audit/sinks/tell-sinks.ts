import type { Settings } from "../../options/settings.ts";
import { logSink } from "./log.ts";
import type { AuditSink } from "./sink.ts";
import { spanSink } from "./spans.ts";

/** Tells every sink of the suite. What one of them throws is logged, and the others and the request know nothing of it (SECURITY.md Q23). */
export function createSinks({ audit, logger }: Pick<Settings, "audit" | "logger">): AuditSink {
  const sinks = [spanSink(), ...(audit.log ? [logSink(logger)] : [])];
  return (entry) => {
    for (const sink of sinks)
      try {
        sink(entry);
      } catch (error) {
        logger.error("an audit sink threw", { type: entry().type, error });
      }
  };
}
