import { RedisStore } from "connect-redis";
import type { SessionData, Store } from "express-session";
import { systemClock, type Touch } from "@sallyport/core";
import type { SetOptions } from "./connection.ts";
import { script } from "./scripts/script.ts";
import { load } from "./scripts/sessions/touch.lua.ts";
import { toTouch, userKey, type RedisSessionIndexOptions } from "./session-index.ts";

const loadScript = script(load);

type Done = (error?: unknown) => void;

/** A payload, and what the index says of its session. */
export interface LoadedSession {
  readonly touch: Touch;
  readonly data: SessionData | null;
}

/** A session store that keeps apart what express-session's own interface throws together: new sessions and known ones. */
export interface RedisSessionStore extends Store {
  /** Stores a session that must be new. (`set` stores one only if it is still there: what has ended stays ended.) */
  create(sid: string, data: SessionData, callback: Done): void;
  /** Payload and liveness by one command: the session id carries `{shard}`, so both lie in one slot. */
  loadAndTouch(shard: string, sid: string): Promise<LoadedSession>;
}

/**
 * Payloads of express-session in Redis: connect-redis, under a prefix of our own (`sallyport:session:`), with
 * `SET … NX` for new sessions and `SET … XX` for known ones. No EXPIRE for each request: the index holds the idle
 * deadline, and the key goes with the absolute one.
 */
export function createRedisSessionStore({
  client,
  clock = systemClock,
  prefix = "sallyport:",
}: RedisSessionIndexOptions): RedisSessionStore {
  const keys = `${prefix}session:`;

  function put(sid: string, data: SessionData, condition: SetOptions["condition"]): Promise<unknown> {
    const seconds = secondsLeft(data);
    if (seconds <= 0) return Promise.resolve(null);
    return client.set(keys + sid, JSON.stringify(data), { expiration: { type: "EX", value: seconds }, condition });
  }

  return new (class ConditionalStore extends RedisStore {
    override async set(sid: string, data: SessionData, callback: Done = () => undefined): Promise<void> {
      await put(sid, data, "XX").then(() => {
        callback();
      }, callback);
    }

    loadAndTouch(shard: string, sid: string): Promise<LoadedSession> {
      const call = { keys: [userKey(prefix, shard), keys + sid], arguments: [sid, String(clock.offsetMs)] };
      return loadScript(client, call).then((answer) => {
        const [touch, payload] = answer as readonly [unknown, string | null];
        return { touch: toTouch(sid, touch), data: payload === null ? null : (JSON.parse(payload) as SessionData) };
      });
    }

    create(sid: string, data: SessionData, callback: Done): void {
      put(sid, data, "NX").then((stored) => {
        callback(stored === null ? new Error("a session of this id is there already") : undefined);
      }, callback);
    }
  })({ client, prefix: keys, disableTouch: true });
}

const DAY_SECONDS = 86_400;

function secondsLeft({ cookie }: SessionData): number {
  const left = cookie.maxAge;
  return typeof left === "number" ? Math.ceil(left / 1000) : DAY_SECONDS;
}
