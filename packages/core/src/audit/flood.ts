import type { MfaEvent } from "../events.ts";

const EVERY_MS = 10_000;

/** Lets one event through where many would say the same. */
export type Flood = (event: MfaEvent) => MfaEvent | undefined;

/**
 * A store that is down is told of by every request there is. One row in ten seconds says it, with how many more there were since
 * the one before; listeners, and so the metrics, hear of each.
 */
export function createFlood(): Flood {
  const last = new Map<string, { at: number; missed: number }>();
  return (event) => {
    if (event.type !== "store_unavailable" || event.userId !== undefined) return event;
    const key = event.reason ?? "";
    const known = last.get(key);
    const at = event.at.getTime();
    if (known && Math.abs(at - known.at) < EVERY_MS) {
      known.missed += 1;
      return undefined;
    }
    last.set(key, { at, missed: 0 });
    return known && known.missed > 0 ? { ...event, data: { ...event.data, missed: known.missed } } : event;
  };
}
