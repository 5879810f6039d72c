import type { Mfa } from "@sallyport/core";

/**
 * Cleans the histories of sessions, messages and devices up from time to time, and the audit trail. Any number of processes may
 * do it: each takes the rows that no other one holds. The first time comes at a random moment of the interval, so that processes that start together don't
 * work together.
 */
export function scheduleCleanUp({ sessions, delivery, devices, audit, settings }: Mfa): () => void {
  const { cleanupSeconds } = settings.sessions;
  if (cleanupSeconds === 0) return () => undefined;
  const intervalMs = cleanupSeconds * 1000;

  function cleanUp(): void {
    Promise.all([sessions.cleanUp(), delivery.cleanUp(), devices.cleanUp(), audit.retain()]).catch((error: unknown) => {
      settings.logger.warn("the histories could not be cleaned up; the next time does it", {
        error: String(error),
      });
    });
  }

  let timer = setTimeout(() => {
    cleanUp();
    timer = setInterval(cleanUp, intervalMs).unref();
  }, Math.random() * intervalMs).unref();
  return () => {
    clearTimeout(timer);
  };
}
