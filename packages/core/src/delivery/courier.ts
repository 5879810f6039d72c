import type { Logger } from "../logger.ts";

/** Work that no answer waits for: messages to providers, above all. */
export interface Courier {
  /** Begins it once the present work of this process is done: an answer that is decided goes out first. */
  post(work: () => Promise<unknown>): void;
  /** The same, but for work that is posted already under this name and has not begun. */
  postOnce(name: string, work: () => Promise<unknown>): void;
  /** The same for work that has begun, and that somebody does wait for: it is not left behind either. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when everything that was posted or tracked is done. */
  idle(): Promise<void>;
}

export function createCourier(logger: Logger): Courier {
  const underWay = new Set<Promise<void>>();
  const waiting = new Set<string>();

  function remember(work: Promise<unknown>, onError: (error: unknown) => void): void {
    const done: Promise<void> = work.then(() => undefined, onError).finally(() => underWay.delete(done));
    underWay.add(done);
  }

  function post(work: () => Promise<unknown>): void {
    remember(begin(work), (error) => {
      logger.error("work in the background failed", { error: String(error) });
    });
  }

  return {
    post,
    track: (work) => {
      remember(work, () => undefined);
      return work;
    },
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
