import type { Algorithm } from "./algorithm.ts";

/** A millionth of a hit, for what floating point leaves over. */
const EPSILON = 1e-6;

/**
 * The generic cell rate algorithm (ITU-T I.371) as a leaky bucket. Memory: the time of the last hit, and how many hits had
 * not leaked out by then. Two small numbers instead of the one time at which the bucket is empty: milliseconds since 1970
 * leave too few digits for shares of a window that add up.
 */
export const tokenBucket: Algorithm = ({ rule, memory, now, cost }) => {
  const shareMs = (rule.windowSeconds * 1000) / rule.limit;
  const [last = now, before = 0] = memory;
  const level = Math.max(0, before - (now - last) / shareMs);
  const allowed = level + cost <= rule.burst + EPSILON;
  const used = allowed ? level + cost : level;
  const leakMs = (hits: number): number => Math.max(0, Math.ceil((hits - EPSILON) * shareMs));
  return {
    state: {
      allowed,
      remaining: Math.max(0, Math.floor(rule.burst - used + EPSILON)),
      resetSeconds: leakMs(used) / 1000,
      retryAfterSeconds: allowed ? 0 : leakMs(level + cost - rule.burst) / 1000,
    },
    charged: [now, used],
    keepMs: leakMs(used),
  };
};
