import { DeliveryError } from "@sallyport/core";

/** How long something may take, and who may end it before. */
export interface TimeLimit {
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Settles with `work`, or rejects with a `DeliveryError` that is not for good: when the time is up, or when the caller
 * gives up. The signal that `work` is given is aborted then, so that nothing is left open.
 */
export function within<T>({ seconds, signal }: TimeLimit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const giveUp = (message: string): void => {
      const error = new DeliveryError(message, { isPermanent: false });
      settle(() => {
        reject(error);
      });
      controller.abort(error);
    };
    const abandon = (): void => {
      giveUp("given up by the caller");
    };
    const timer = setTimeout(giveUp, seconds * 1000, `no answer within ${Number(seconds.toFixed(1))} s`);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abandon);
      how();
    };

    if (signal?.aborted) {
      abandon();
      return;
    }
    signal?.addEventListener("abort", abandon);
    const run = async (): Promise<T> => work(controller.signal);
    run().then(
      (value) => {
        settle(() => {
          resolve(value);
        });
      },
      (error: unknown) => {
        settle(() => {
          reject(error instanceof Error ? error : new Error("failed", { cause: error }));
        });
      },
    );
  });
}
