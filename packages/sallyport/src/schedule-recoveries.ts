import type { Mfa } from "@sallyport/core";

/** Resets and recoveries wait for hours and days; a minute more is none. */
const EVERY_MS = 60_000;

/** Carries out what is due. Any number of processes may do it: each reset is carried out by one of them. */
export function scheduleRecoveries({ admin, settings }: Mfa): () => void {
  const timer = setInterval(() => {
    admin.settle().catch((error: unknown) => {
      settings.logger.warn("resets that are due could not be carried out; the next time does it", {
        error: String(error),
      });
    });
  }, EVERY_MS).unref();
  return () => {
    clearInterval(timer);
  };
}
