import type { LimitOptions } from "./mfa-options.ts";

type Limits = Required<Omit<LimitOptions, "preset">>;

const STANDARD: Limits = {
  freeFailures: 5,
  baseWaitSeconds: 30,
  maxWaitSeconds: 3600,
  maxInARow: 100,
  maxRecent: 200,
  recentDays: 30,
  ipv6PrefixLength: 64,
};

const PRESETS: Readonly<Record<NonNullable<LimitOptions["preset"]>, Partial<Limits>>> = {
  standard: {},
  pci: { freeFailures: 10, baseWaitSeconds: 1800, maxWaitSeconds: 7200 },
  strict: { freeFailures: 3, baseWaitSeconds: 60, maxWaitSeconds: 14_400, maxInARow: 50, maxRecent: 100 },
};

/** The options about guesses with every default in its place. */
export function resolveLimits({ preset = "standard", ...given }: LimitOptions = {}): Limits {
  return { ...STANDARD, ...PRESETS[preset], ...given };
}
