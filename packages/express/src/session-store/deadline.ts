import { MfaError } from "@sallyport/core";

/** Default 800 ms: with the other work of a request, the answer is there within a second. */
const TIMEOUT_MS = 800;

/**
 * Calls back exactly once: with the answer, or with `ERR-UNAVAILABLE` when it does not come. express-session itself waits
 * for ever: one frozen Redis would hang the whole app. Without promises, since this runs for each request of the app.
 */
export function settle<T>(
  call: (done: (error?: unknown, data?: T) => void) => void,
  callback: (error?: unknown, data?: T) => void,
): void {
  let isSettled = false;
  const end = (cause: unknown, data?: T): void => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    if (cause) callback(new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause }));
    else callback(undefined, data);
  };
  const timer = setTimeout(() => {
    end(new Error(`no answer within ${String(TIMEOUT_MS)} ms`));
  }, TIMEOUT_MS);
  try {
    call(end);
  } catch (cause) {
    end(cause);
  }
}
