import type { EndReason } from "../../protocol.ts";
import type { Clock } from "../../clock.ts";
import {
  MOST_SESSIONS,
  touchEveryMs,
  type NewSession,
  type SessionCapRule,
  type SessionEntry,
  type SessionIndex,
} from "../session-index.ts";

/** The sessions of one user. */
interface Shard {
  epoch: number;
  epochAt: number;
  readonly live: Map<string, SessionEntry>;
  /** Why sessions ended, for their next request; the oldest are forgotten first. */
  readonly ended: Map<string, EndReason>;
}

const MOST_REASONS = 50;
const SWEEP_EVERY = 256;
const EPOCH_MS = 3_600_000;

/** Sessions in the memory of one process. Each verb runs in one turn of the event loop, which makes it atomic here. */
export function createMemorySessionIndex({ clock }: { readonly clock: Clock }): SessionIndex {
  const shards = new Map<string, Shard>();
  let begun = 0;

  function shardOf(name: string): Shard {
    const known = shards.get(name);
    if (known) return known;
    const shard: Shard = { epoch: 0, epochAt: 0, live: new Map(), ended: new Map() };
    shards.set(name, shard);
    return shard;
  }

  function drop(shard: Shard, entry: SessionEntry, reason: EndReason): void {
    shard.live.delete(entry.key);
    shard.ended.set(entry.key, reason);
    for (const key of [...shard.ended.keys()].slice(0, -MOST_REASONS)) shard.ended.delete(key);
  }

  function timeoutOf(entry: SessionEntry): "idle_timeout" | "absolute_timeout" | undefined {
    const now = clock.now().getTime();
    if (now >= entry.endsAt.getTime()) return "absolute_timeout";
    return now >= entry.seenAt.getTime() + entry.idleSeconds * 1000 ? "idle_timeout" : undefined;
  }

  function dropExpired(shard: Shard): readonly SessionEntry[] {
    const expired = [...shard.live.values()].filter((entry) => timeoutOf(entry));
    for (const entry of expired) drop(shard, entry, timeoutOf(entry) ?? "absolute_timeout");
    return expired;
  }

  /** A shard without a session stays for an hour: a pending sign-in may still ask for its epoch. */
  function sweep(): void {
    begun += 1;
    if (begun % SWEEP_EVERY !== 0) return;
    for (const [name, shard] of shards) {
      dropExpired(shard);
      if (shard.live.size === 0 && clock.now().getTime() - shard.epochAt > EPOCH_MS) shards.delete(name);
    }
  }

  const find = (shard: Shard, id: string): SessionEntry | undefined =>
    [...shard.live.values()].find((entry) => entry.id === id && !timeoutOf(entry));

  return {
    kind: "memory",
    epoch: (name) => Promise.resolve({ outcome: "epoch", epoch: String(shards.get(name)?.epoch ?? 0) }),
    begin: (name, session, rule) => {
      sweep();
      const shard = shardOf(name);
      if (String(shard.epoch) !== rule.epoch) return Promise.resolve({ outcome: "superseded" });
      const expired = dropExpired(shard);
      const [replaced, others] = apart([...shard.live.values()], rule.replaces);
      const evicted = surplusOf(others, session, rule);
      if (evicted.length > 0 && (rule.whenFull === "reject" || rule.whenFull === "ask"))
        return Promise.resolve({ outcome: "full", sessions: oldestFirst(others) });
      for (const entry of evicted) drop(shard, entry, "session_limit");
      for (const entry of replaced) drop(shard, entry, "sign_out");
      const entry = enter(session, clock.now());
      shard.live.set(entry.key, entry);
      return Promise.resolve({ outcome: "begun", session: entry, evicted, replaced, expired });
    },
    touch: (name, key) => {
      const shard = shards.get(name);
      const entry = shard?.live.get(key);
      if (!shard || !entry) return Promise.resolve({ outcome: "gone", reason: shard?.ended.get(key) });
      const reason = timeoutOf(entry);
      if (reason) {
        drop(shard, entry, reason);
        return Promise.resolve({ outcome: "expired", reason, session: entry });
      }
      const now = clock.now();
      if (now.getTime() - entry.seenAt.getTime() >= touchEveryMs(entry.idleSeconds))
        shard.live.set(key, { ...entry, seenAt: now });
      return Promise.resolve({ outcome: "live" });
    },
    replace: (name, { from, to, changes }) => {
      const shard = shards.get(name);
      const entry = shard?.live.get(from);
      if (!shard || !entry || timeoutOf(entry)) return Promise.resolve({ outcome: "gone" });
      shard.live.delete(from);
      shard.live.set(to, {
        ...{ ...entry, key: to, seenAt: clock.now() },
        details: { ...entry.details, ...structuredClone(changes) },
      });
      return Promise.resolve({ outcome: "replaced" });
    },
    extend: (name, id) => {
      const shard = shards.get(name);
      const entry = shard && find(shard, id);
      if (!entry) return Promise.resolve({ outcome: "gone" });
      const session = { ...entry, seenAt: clock.now() };
      shard.live.set(entry.key, session);
      return Promise.resolve({ outcome: "extended", session });
    },
    end: (name, id, reason) => {
      const shard = shards.get(name);
      const entry = shard && find(shard, id);
      if (shard && entry) drop(shard, entry, reason);
      return Promise.resolve(entry);
    },
    endAll: (name, { except, reason }) => {
      const shard = shardOf(name);
      shard.epoch += 1;
      shard.epochAt = clock.now().getTime();
      dropExpired(shard);
      const ended = oldestFirst([...shard.live.values()].filter(({ id }) => id !== except));
      for (const entry of ended) drop(shard, entry, reason);
      return Promise.resolve(ended);
    },
    list: (name) =>
      Promise.resolve({
        outcome: "listed",
        sessions: oldestFirst([...(shards.get(name)?.live.values() ?? [])].filter((entry) => !timeoutOf(entry))),
      }),
    // The memory of a process is either whole or gone.
    reconcile: () => Promise.resolve([]),
    ping: () => Promise.resolve(),
  };
}

function enter({ absoluteSeconds, ...session }: NewSession, now: Date): SessionEntry {
  const endsAt = new Date(now.getTime() + absoluteSeconds * 1000);
  return { ...structuredClone(session), createdAt: now, seenAt: now, endsAt };
}

function apart(live: readonly SessionEntry[], key?: string): readonly [SessionEntry[], SessionEntry[]] {
  return [live.filter((entry) => entry.key === key), live.filter((entry) => entry.key !== key)];
}

/** Who has to go so that one more fits. */
function surplusOf(
  live: readonly SessionEntry[],
  session: NewSession,
  { max, perDeviceType, whenFull }: SessionCapRule,
): readonly SessionEntry[] {
  const counted = perDeviceType ? live.filter(({ deviceType }) => deviceType === session.deviceType) : live;
  const room = Math.min(max ?? MOST_SESSIONS, MOST_SESSIONS);
  const order = whenFull === "end-least-recently-used" ? leastRecentFirst(counted) : oldestFirst(counted);
  return order.slice(0, Math.max(0, counted.length + 1 - room));
}

function oldestFirst(entries: readonly SessionEntry[]): readonly SessionEntry[] {
  return [...entries].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

function leastRecentFirst(entries: readonly SessionEntry[]): readonly SessionEntry[] {
  return [...entries].sort((a, b) => a.seenAt.getTime() - b.seenAt.getTime());
}
