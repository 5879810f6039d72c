import type { Touch } from "@sallyport/core";
import session, { type SessionData } from "express-session";
import { settle } from "./deadline.ts";
import type { PayloadStore } from "./payload-store.ts";
import { shardIn } from "./session-id.ts";

type Done = (error?: unknown) => void;

/** What the index said of the session of a request. */
export interface Verdict {
  readonly key: string;
  readonly shard: string;
  readonly touch: Touch;
  /** Our part of its payload, where there is one: express-session is given none for a session that is dead. */
  readonly stored: string | undefined;
}

/** express-session's view of the sessions: those that the index knows as alive. */
export interface LiveStore {
  readonly store: session.Store;
  /** What was said of the request that express-session goes on with right now; it goes on in the same turn. */
  verdict(): Verdict | undefined;
  /** Told of each session that express-session makes: its first save must find nothing. */
  isNew(made: object): void;
}

/**
 * Payloads and liveness in one round trip: the session id carries its user's shard, so that both questions leave
 * together. What the index has ended is nobody's session for the app either.
 */
export function createLiveStore(given: {
  payloads: PayloadStore;
  look: (shard: string, key: string) => Promise<Touch>;
}): LiveStore {
  const { payloads, look } = given;
  const made = new WeakSet();
  /** As they were last saved: express-session saves a session of a new id again when the response ends. */
  const saved = new WeakMap<object, string>();
  let current: Verdict | undefined;

  const read = (sid: string): Promise<SessionData | null> =>
    new Promise((resolve, reject) => {
      payloads.get(sid, (error: unknown, data) => {
        if (error) reject(error instanceof Error ? error : new Error("the session store failed", { cause: error }));
        else resolve(data ?? null);
      });
    });
  const both = async (shard: string, sid: string): Promise<Found> => {
    const [touch, data] = await Promise.all([look(shard, sid), read(sid)]);
    return { touch, data };
  };
  const find = payloads.loadAndTouch?.bind(payloads) ?? both;

  const store = new (class extends session.Store {
    override get(sid: string, callback: (error: unknown, data?: SessionData | null) => void): void {
      const shard = shardIn(sid);
      if (shard === undefined) {
        settle<SessionData | null>(
          (done) => {
            payloads.get(sid, done);
          },
          (error, data) => {
            if (error) callback(error);
            else callback(null, data ?? null);
          },
        );
        return;
      }
      settle<Found>(
        (done) => {
          find(shard, sid).then((found) => {
            done(undefined, found);
          }, done);
        },
        (error, found) => {
          if (error || !found) {
            callback(error);
            return;
          }
          const { data, touch } = found;
          const isDead = touch.outcome === "gone" || touch.outcome === "expired";
          if (isDead && data) payloads.destroy(sid);
          current = { key: sid, shard, touch, stored: data?.sallyport };
          callback(null, isDead ? null : data);
          current = undefined;
        },
      );
    }

    override set(sid: string, data: SessionData, callback: Done = () => undefined): void {
      const text = textOf(data);
      if (saved.get(data) === text) {
        callback();
        return;
      }
      settle(
        (done) => {
          if (made.has(data)) payloads.create(sid, data, done);
          else payloads.set(sid, data, done);
        },
        (error) => {
          if (!error) {
            made.delete(data);
            saved.set(data, text);
          }
          callback(error);
        },
      );
    }

    override destroy(sid: string, callback: Done = () => undefined): void {
      settle((done) => {
        payloads.destroy(sid, done);
      }, callback);
    }
  })();

  return {
    store,
    verdict: () => current,
    isNew: (session) => made.add(session),
  };
}

/** All of a session but its cookie, whose times move by themselves. */
function textOf(data: SessionData): string {
  return JSON.stringify({ ...data, cookie: undefined });
}

interface Found {
  readonly data: SessionData | null;
  readonly touch: Touch;
}
