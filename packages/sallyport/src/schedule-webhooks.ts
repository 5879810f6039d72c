import type { Mfa } from "@sallyport/core";

/** For what is to be tried again, and for what a process that died has left. */
const EVERY_MS = 10_000;

/** After an event: those that are written in batches are written by then. */
const SOON_MS = 500;

const CLEAN_UP_MS = 3_600_000;

/** Posts events to webhooks soon after they happen, and again where it failed. Any number of processes may do it: each takes what no other one holds. */
export function scheduleWebhooks({ webhooks, events, settings }: Mfa): () => void {
  if (settings.audit.webhooks.length === 0) return () => undefined;
  let soon: NodeJS.Timeout | undefined;

  function report(error: unknown): void {
    settings.logger.warn("webhooks could not be posted; the next time does it", { error: String(error) });
  }
  function flush(): void {
    soon = undefined;
    webhooks.flush().catch(report);
  }
  const stopListening = events.on("*", () => {
    soon ??= setTimeout(flush, SOON_MS).unref();
  });
  const timers = [
    setInterval(flush, EVERY_MS).unref(),
    setInterval(() => void webhooks.cleanUp().catch(report), CLEAN_UP_MS).unref(),
  ];
  flush();
  return () => {
    stopListening();
    clearTimeout(soon);
    for (const timer of timers) clearInterval(timer);
  };
}
