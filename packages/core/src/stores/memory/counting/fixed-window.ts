import type { Algorithm } from "./algorithm.ts";

/** Memory: when the window began, and how much was counted in it. */
export const fixedWindow: Algorithm = ({ rule, memory, now, cost }) => {
  const windowMs = rule.windowSeconds * 1000;
  const [began = now, before = 0] = memory;
  const isOver = now >= began + windowMs;
  const [start, count] = isOver ? [now, 0] : [began, before];
  const allowed = count + cost <= rule.limit;
  const used = allowed ? count + cost : count;
  const leftMs = start + windowMs - now;
  return {
    state: {
      allowed,
      remaining: Math.max(0, rule.limit - used),
      resetSeconds: used === 0 ? 0 : leftMs / 1000,
      retryAfterSeconds: allowed ? 0 : leftMs / 1000,
    },
    charged: [start, used],
    keepMs: leftMs,
  };
};
