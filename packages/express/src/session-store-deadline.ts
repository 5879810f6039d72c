import { MfaError } from "@sallyport/core";
import session, { type SessionData } from "express-session";

type Done = (error?: unknown) => void;

/** Default 800 ms: with the other work of a request, the answer is there within a second. */
const TIMEOUT_MS = 800;

/**
 * A store of express-session whose every call has a deadline. express-session itself waits for ever: one frozen Redis
 * would hang the whole app.
 */
export function withSessionStoreDeadline(store: session.Store): session.Store {
  return new (class DeadlineStore extends session.Store {
    override get(sid: string, callback: (error: unknown, data?: SessionData | null) => void): void {
      settle<SessionData | null>(
        (done) => {
          store.get(sid, (error: unknown, data) => {
            done(error, data);
          });
        },
        (error, data) => {
          if (error) callback(error);
          else callback(null, data ?? null);
        },
      );
    }

    override set(sid: string, data: SessionData, callback: Done = () => undefined): void {
      settle((done) => {
        store.set(sid, data, done);
      }, callback);
    }

    override destroy(sid: string, callback: Done = () => undefined): void {
      settle((done) => {
        store.destroy(sid, done);
      }, callback);
    }

    override touch(sid: string, data: SessionData, callback: Done = () => undefined): void {
      settle((done) => {
        if (store.touch) store.touch(sid, data, done);
        else done();
      }, callback);
    }
  })();
}

/**
 * Calls back exactly once: with the answer, or with `ERR-UNAVAILABLE`. Without promises, since this runs twice for each
 * request of the app.
 */
function settle<T>(
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
