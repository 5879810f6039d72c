import { setTimeout as sleep } from "node:timers/promises";

/** Tries until it works, for some seconds; returns whether it did. A try that throws counts as one that failed. */
export async function worksWithin(seconds: number, attempt: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  do {
    if (await attempt().catch(() => false)) return true;
    await sleep(50);
  } while (performance.now() < end);
  return false;
}
