import { MfaError } from "../errors.ts";

/** Runs expensive tasks, few at a time. */
export interface BoundedQueue {
  /** Resolves or rejects as the task does; rejects with `ERR-UNAVAILABLE` at once when too many are waiting. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

/**
 * At most `concurrency` tasks run, at most `maxQueued` wait, first come, first served. More are refused: a queue without
 * an end only turns an overload into a memory leak and answers that nobody waits for (SECURITY.md Q21).
 */
export function createBoundedQueue({
  concurrency,
  maxQueued,
}: {
  readonly concurrency: number;
  readonly maxQueued: number;
}): BoundedQueue {
  const waiting: (() => void)[] = [];
  let running = 0;

  /** A freed place goes straight to the next in line, so that nobody who comes in between can overtake. */
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running--;
  };

  return {
    run: async (task) => {
      if (running >= concurrency) {
        if (waiting.length >= maxQueued) throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1 });
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else running++;
      try {
        return await task();
      } finally {
        release();
      }
    },
  };
}
