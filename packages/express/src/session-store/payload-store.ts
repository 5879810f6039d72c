import type { Touch } from "@sallyport/core";
import session, { type SessionData } from "express-session";

type Done = (error?: unknown) => void;

/**
 * A session store that keeps new sessions and known ones apart. `set` stores a session only if it is still there: one
 * that was ended stays ended, whoever saves it late.
 */
export interface PayloadStore extends session.Store {
  /** Stores a session that must be new. */
  create(sid: string, data: SessionData, callback: Done): void;
  /** Payload and liveness of a session together, where one question can answer both. */
  loadAndTouch?(shard: string, sid: string): Promise<{ readonly touch: Touch; readonly data: SessionData | null }>;
}

/** Payloads in the memory of one process: express-session's own store, with the two kinds of saving kept apart. */
export function createMemoryPayloadStore(): PayloadStore {
  const known = new Set<string>();
  return new (class MemoryPayloadStore extends session.MemoryStore implements PayloadStore {
    create(sid: string, data: SessionData, callback: Done): void {
      known.add(sid);
      super.set(sid, data, callback);
    }

    override set(sid: string, data: SessionData, callback: Done = () => undefined): void {
      if (known.has(sid)) super.set(sid, data, callback);
      else callback();
    }

    override destroy(sid: string, callback: Done = () => undefined): void {
      known.delete(sid);
      super.destroy(sid, callback);
    }

    override get(sid: string, callback: (error: unknown, data?: SessionData | null) => void): void {
      super.get(sid, (error: unknown, data) => {
        // It has run out: MemoryStore has dropped it by itself.
        if (!error && !data) known.delete(sid);
        callback(error, data);
      });
    }
  })();
}
