import type { SessionOptions } from "./mfa-options.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

const PRESETS = {
  relaxed: { absoluteSeconds: 30 * DAY, idleSeconds: 7 * DAY },
  standard: { absoluteSeconds: DAY, idleSeconds: HOUR },
  strict: { absoluteSeconds: 12 * HOUR, idleSeconds: HOUR / 4 },
} as const;

/** The options about sessions with every default in its place. An idle limit that nobody named is never beyond the absolute one. */
export function resolveSessions({ preset = "standard", ...given }: SessionOptions = {}): Required<
  Omit<SessionOptions, "preset">
> {
  const absoluteSeconds = given.absoluteSeconds ?? PRESETS[preset].absoluteSeconds;
  return {
    max: 5,
    whenFull: "end-oldest",
    endOthersOnChange: true,
    onChange: "record",
    cleanupSeconds: HOUR,
    historyDays: 90,
    ...given,
    absoluteSeconds,
    idleSeconds: given.idleSeconds ?? Math.min(PRESETS[preset].idleSeconds, absoluteSeconds),
  };
}
