import {
  MOST_SESSIONS,
  systemClock,
  type Clock,
  type EndReason,
  type NewSession,
  type SessionIndex,
  type Stale,
  type Touch,
} from "@sallyport/core";
import type { RedisConnection } from "./connection.ts";
import { begin } from "./scripts/sessions/begin.lua.ts";
import { endAll } from "./scripts/sessions/end-all.lua.ts";
import { end } from "./scripts/sessions/end.lua.ts";
import { epoch } from "./scripts/sessions/epoch.lua.ts";
import { extend } from "./scripts/sessions/extend.lua.ts";
import { list } from "./scripts/sessions/list.lua.ts";
import { reconcile } from "./scripts/sessions/reconcile.lua.ts";
import { replace } from "./scripts/sessions/replace.lua.ts";
import { script, type Script } from "./scripts/script.ts";
import { touch } from "./scripts/sessions/touch.lua.ts";
import { toEntries, toEntry } from "./session-entry.ts";

const scripts = {
  epoch: script(epoch),
  begin: script(begin),
  touch: script(touch),
  replace: script(replace),
  extend: script(extend),
  end: script(end),
  endAll: script(endAll),
  list: script(list),
  reconcile: script(reconcile),
};

/** Where the index is kept. */
export interface RedisSessionIndexOptions {
  readonly client: RedisConnection;
  /** Only tests move it: the scripts go by the server's clock and this clock's offset. */
  readonly clock?: Clock;
  /** In front of every key. Default `sallyport:`. */
  readonly prefix?: string;
}

/** The session index in Redis: one hash a user under one hash tag, one script a verb, on the server's clock. */
export function createRedisSessionIndex({
  client,
  clock = systemClock,
  prefix = "sallyport:",
}: RedisSessionIndexOptions): SessionIndex {
  const offset = (): string => String(clock.offsetMs);
  const call = (run: Script, shard: string, values: string[]): Promise<unknown> =>
    run(client, { keys: [userKey(prefix, shard)], arguments: values });
  /** An answer that begins with its outcome. */
  const tagged = async (run: Script, shard: string, values: string[]): Promise<readonly unknown[]> =>
    [await call(run, shard, values)].flat(1);

  return {
    kind: "redis",
    epoch: async (shard) => {
      const [outcome, value] = await tagged(scripts.epoch, shard, []);
      return outcome === "stale" ? stale(value) : { outcome: "epoch", epoch: String(value) };
    },
    begin: async (shard, session, rule) => {
      const [outcome, first, evicted, replaced, expired] = await tagged(
        scripts.begin,
        shard,
        beginValues(session, rule, offset()),
      );
      if (outcome === "stale") return stale(first);
      if (outcome === "superseded") return { outcome };
      if (outcome === "full") return { outcome, sessions: toEntries(first) };
      return {
        outcome: "begun",
        session: toEntry(session.key, String(first)),
        evicted: toEntries(evicted),
        replaced: toEntries(replaced),
        expired: toEntries(expired),
      };
    },
    touch: (shard, key) => call(scripts.touch, shard, [key, offset()]).then((answer) => toTouch(key, answer)),
    replace: async (shard, { from, to, changes }) => {
      const [outcome, fence] = await tagged(scripts.replace, shard, [from, to, JSON.stringify(changes), offset()]);
      return outcome === "stale" ? stale(fence) : { outcome: outcome === "replaced" ? "replaced" : "gone" };
    },
    extend: async (shard, id) => {
      const [outcome, first, value] = await tagged(scripts.extend, shard, [id, offset()]);
      if (outcome === "stale") return stale(first);
      return outcome === "extended" ? { outcome, session: toEntry(String(first), String(value)) } : { outcome: "gone" };
    },
    end: async (shard, id, reason) => toEntries(await call(scripts.end, shard, [id, reason, offset()]))[0],
    endAll: async (shard, { except = "", reason }) =>
      toEntries(await call(scripts.endAll, shard, [except, reason, offset()])),
    list: async (shard) => {
      const [outcome, first] = await tagged(scripts.list, shard, [offset()]);
      return outcome === "stale" ? stale(first) : { outcome: "listed", sessions: toEntries(first) };
    },
    reconcile: async (shard, { fence, endedIds }) =>
      toEntries(await call(scripts.reconcile, shard, [fence, ...endedIds])),
    ping: async () => {
      await client.get(`${prefix}ping`);
    },
  };
}

/** The one key of all that is known of a user's sessions. */
export function userKey(prefix: string, shard: string): string {
  return `${prefix}sessions:{${shard}}`;
}

function stale(fence: unknown): Stale {
  return { outcome: "stale", fence: String(fence) };
}

const LIVE: Touch = { outcome: "live" };

/** What `touch.lua.ts` says of a session. */
export function toTouch(key: string, answer: unknown): Touch {
  const [outcome, first, value] = [answer].flat(1);
  if (outcome === "live") return LIVE;
  if (outcome === "stale") return stale(first);
  if (outcome !== "expired") return { outcome: "gone", reason: first === "" ? undefined : (first as EndReason) };
  const reason = first === "idle_timeout" ? first : "absolute_timeout";
  return { outcome: "expired", reason, session: toEntry(key, String(value)) };
}

/** In the order of `begin.lua.ts`. */
function beginValues(
  session: NewSession,
  { max, perDeviceType, whenFull, epoch, replaces = "" }: Parameters<SessionIndex["begin"]>[2],
  offset: string,
): string[] {
  const { key, id, deviceType, details, idleSeconds, absoluteSeconds } = session;
  return [
    key,
    id,
    deviceType,
    JSON.stringify(details),
    String(Math.round(idleSeconds * 1000)),
    String(Math.round(absoluteSeconds * 1000)),
    epoch,
    String(Math.min(max ?? MOST_SESSIONS, MOST_SESSIONS)),
    perDeviceType ? deviceType : "",
    whenFull,
    offset,
    replaces,
  ];
}
