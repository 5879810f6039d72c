import type { Mfa } from "@sallyport/core";

/** Notices are told at once; this is for those that a provider has not taken, and for reminders whose time has come. */
const EVERY_MS = 10_000;

/** Sends what is due every few seconds. Any number of processes may do it: each takes what no other one holds. */
export function scheduleOutbox({ delivery, settings }: Mfa): () => void {
  const { sms, email } = settings.channels;
  if (!sms && !email) return () => undefined;

  function flush(): void {
    delivery.flush().catch((error: unknown) => {
      settings.logger.warn("the outbox could not be read; the next time does it", { error: String(error) });
    });
  }
  const timer = setInterval(flush, EVERY_MS).unref();
  flush();
  return () => {
    clearInterval(timer);
  };
}
