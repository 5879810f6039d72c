import type { Logger } from "../logger.ts";

/** Work that no answer waits for: messages to providers, above all. */
export interface Courier {
  /** Begins it once the present work of this process is done: an answer that is decided goes out first. */
  post(work: () => Promise<unknown>): void;
  /** The same, but for work that is posted already under this name and has not begun. */
  postOnce(name: string, work: () => Promise<unknown>): void;
  /** Resolves when everything that was posted is done. */
  idle(): Promise<void>;
}

export function createCourier(logger: Logger): Courier {
  const underWay = new Set<Promise<void>>();
  const waiting = new Set<string>();

  function post(work: () => Promise<unknown>): void {
    const done = begin(work)
      .catch((error: unknown) => {
        logger.error("work in the background failed", { error: String(error) });
      })
      .finally(() => underWay.delete(done));
    underWay.add(done);
  }

  return {
    post,
    postOnce: (name, work) => {
      if (waiting.has(name)) return;
      waiting.add(name);
      post(() => {
        waiting.delete(name);
        return work();
      });
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

async function begin(work: () => Promise<unknown>): Promise<void> {
  await new Promise(setImmediate);
  await work();
}
