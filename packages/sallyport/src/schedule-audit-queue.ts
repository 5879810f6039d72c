import type { Mfa } from "@sallyport/core";

const EVERY_MS = 5000;

/** Writes events that wait in files of this machine, from this process or from one that has ended (`audit.onAuditFailure: "queue"`). */
export function scheduleAuditQueue({ audit, settings }: Mfa): () => void {
  if (!settings.audit.enabled || settings.audit.onAuditFailure !== "queue") return () => undefined;

  function replay(): void {
    audit.replay().catch((error: unknown) => {
      settings.logger.warn("events still wait in a file; the next time writes them", { error: String(error) });
    });
  }
  const timer = setInterval(replay, EVERY_MS).unref();
  replay();
  return () => {
    clearInterval(timer);
  };
}
