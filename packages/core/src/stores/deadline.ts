import { MfaError, SallyportConfigError } from "../errors.ts";

/** Told when a store did not answer. */
export type OnUnavailable = (error: unknown, name: string) => void;

/** Settles with the promise, or rejects after `timeoutMs`. What comes later is dropped without a word. */
export function deadline<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(timeoutMs)} ms`));
    }, timeoutMs);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error("failed", { cause: error }));
      },
    );
  });
}

type Call = (...values: unknown[]) => unknown;

function isCall(value: unknown): value is Call {
  return typeof value === "function";
}

/** With the other work of a request, the answer is there within a second. */
const DEADLINE_MS = 800;

/** A store, and how long it may take. */
export interface Guarded<T> {
  readonly store: T;
  readonly name: string;
  /** Default 800 ms. */
  readonly timeoutMs?: number;
  readonly onUnavailable?: OnUnavailable;
}

/**
 * Gives every call of a store a deadline. A call that is late, or that fails for any reason of its own, becomes
 * `ERR-UNAVAILABLE`: nobody is let in by an error (SECURITY.md P1). Refusals of the domain pass as they are.
 */
export function withDeadline<T extends object>({ store, name, timeoutMs = DEADLINE_MS, onUnavailable }: Guarded<T>): T {
  const guarded = Object.entries(store).map(([verb, value]: [string, unknown]) => [
    verb,
    isCall(value) ? guard(value) : value,
  ]);

  function tell(error: unknown): void {
    try {
      onUnavailable?.(error, name);
    } catch {
      // A logger that fails as well changes nothing of the answer.
    }
  }

  function guard(call: Call): Call {
    return async (...values) => {
      try {
        return await deadline(Promise.resolve(call.apply(store, values)), timeoutMs);
      } catch (error) {
        if (error instanceof MfaError || error instanceof SallyportConfigError) throw error;
        tell(error);
        throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause: error });
      }
    };
  }
  return Object.fromEntries(guarded) as T;
}

/**
 * A transaction whose caller has been told by now that it failed, is not kept: what waits for a lock or a connection would
 * otherwise be done later, when nobody expects it any more (SECURITY.md Q3).
 */
export function inTime<Stores, T>(work: (stores: Stores) => Promise<T>): (stores: Stores) => Promise<T> {
  const began = performance.now();
  return async (stores) => {
    const result = await work(stores);
    if (performance.now() - began >= DEADLINE_MS) throw new Error("the transaction has taken too long to be kept");
    return result;
  };
}
