import type { Algorithm } from "./algorithm.ts";

const PARTS = 10;

/**
 * Memory: pairs of when a tenth of the window began and what was counted in it. A tenth counts until all of it is a window
 * old, so that no stretch of a window ever holds more than the limit. Times instead of numbers of tenths: they still mean
 * the same when the rule has got another window.
 */
export const slidingWindow: Algorithm = ({ rule, memory, now, cost }) => {
  const partMs = (rule.windowSeconds * 1000) / PARTS;
  const current = Math.floor(now / partMs) * partMs;
  const live = pairs(memory).filter(([began]) => freeAt(began, partMs) > now);
  const count = live.reduce((sum, [, hits]) => sum + hits, 0);
  const allowed = count + cost <= rule.limit;
  const after = allowed ? add(live, current, cost) : live;
  const used = allowed ? count + cost : count;
  const newest = after.at(-1)?.[0];
  return {
    state: {
      allowed,
      remaining: Math.max(0, rule.limit - used),
      resetSeconds: newest === undefined ? 0 : (freeAt(newest, partMs) - now) / 1000,
      retryAfterSeconds: allowed ? 0 : (roomAt(live, { current, count, cost, limit: rule.limit, partMs }) - now) / 1000,
    },
    charged: after.flat(),
    keepMs: (PARTS + 1) * partMs,
  };
};

type Part = readonly [began: number, hits: number];

function pairs(memory: readonly number[]): readonly Part[] {
  return memory.flatMap((value, index) => (index % 2 === 0 ? [[value, memory[index + 1] ?? 0] as const] : []));
}

function add(live: readonly Part[], current: number, cost: number): readonly Part[] {
  const last = live.at(-1);
  if (cost === 0) return live;
  return last?.[0] === current ? [...live.slice(0, -1), [current, last[1] + cost]] : [...live, [current, cost]];
}

/** When all of a tenth is a window old. */
function freeAt(began: number, partMs: number): number {
  return began + (PARTS + 1) * partMs;
}

interface Room {
  readonly current: number;
  readonly count: number;
  readonly cost: number;
  readonly limit: number;
  readonly partMs: number;
}

/** When enough of the oldest tenths have gone; when all have, for what costs more than the limit. */
function roomAt(live: readonly Part[], { current, count, cost, limit, partMs }: Room): number {
  let left = count;
  for (const [began, hits] of live) {
    left -= hits;
    if (left + cost <= limit) return freeAt(began, partMs);
  }
  return freeAt(live.at(-1)?.[0] ?? current, partMs);
}
