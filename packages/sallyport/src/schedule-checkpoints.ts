import type { Logger, Mfa } from "@sallyport/core";

/**
 * Signs from time to time where the audit trail ends, and hands it out of the database's reach: to `audit.onCheckpoint`, and to
 * the log, which many installations ship elsewhere anyway. `log` takes it as it is: no secret is in it. Each process does it
 * for itself: more checkpoints do no harm.
 */
export function scheduleCheckpoints({ audit, settings }: Mfa, log: Pick<Logger, "info">): () => void {
  const { enabled, checkpointMinutes, onCheckpoint } = settings.audit;
  if (!enabled || checkpointMinutes === 0) return () => undefined;

  async function hand(): Promise<void> {
    const checkpoint = await audit.checkpoint();
    log.info("audit checkpoint", { checkpoint });
    await onCheckpoint?.(checkpoint);
  }

  const timer = setInterval(() => {
    hand().catch((error: unknown) => {
      settings.logger.warn("the audit checkpoint was not taken or not stored; the next time does it", {
        error: String(error),
      });
    });
  }, checkpointMinutes * 60_000).unref();
  return () => {
    clearInterval(timer);
  };
}
