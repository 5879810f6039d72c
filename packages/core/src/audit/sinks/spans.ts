import type { TraceAPI } from "@opentelemetry/api";
import type { AuditEntry } from "../../stores/audit-store.ts";
import type { AuditSink } from "./sink.ts";

/**
 * Each event as an event of the span that is active where it was recorded: that of the request. Where `@opentelemetry/api` is
 * not installed, nothing; the package is loaded while the suite is made, and no request waits for it.
 */
export function spanSink(): AuditSink {
  let trace: TraceAPI | undefined;
  import("@opentelemetry/api").then(
    (loaded) => {
      trace = loaded.trace;
    },
    () => undefined,
  );
  return (given) => {
    const span = trace?.getActiveSpan();
    if (!span) return;
    const entry = given();
    span.addEvent(`sallyport.${entry.type}`, attributesOf(entry), entry.at);
  };
}

/**
 * What came of it, in a few known words, and where the rest stands. Nobody is named: traces go to more people than the trail,
 * and whoever may read it finds the user by the id.
 */
function attributesOf({ id, severity, outcome, methodType, reason }: AuditEntry): Record<string, string> {
  return {
    ...{ "sallyport.event_id": id, "sallyport.severity": severity, "sallyport.outcome": outcome },
    ...(methodType === null ? {} : { "sallyport.method_type": methodType }),
    ...(reason === null ? {} : { "sallyport.reason": reason }),
  };
}
