import type { DeviceType, EndReason, WhenFull } from "../protocol.ts";

/** A session on its way into the index. */
export interface NewSession {
  /** The public handle (UUIDv7): what lists show and calls take. */
  readonly id: string;
  /** The session id that the cookie leads to. Never shown. */
  readonly key: string;
  readonly deviceType: DeviceType;
  /** What a list shows beside the times. No secret, no full address. */
  readonly details: Readonly<Record<string, unknown>>;
  /** How long it lives without a request. */
  readonly idleSeconds: number;
  /** How long it lives at most. */
  readonly absoluteSeconds: number;
}

/** A live session. */
export interface SessionEntry extends Omit<NewSession, "absoluteSeconds"> {
  readonly createdAt: Date;
  /** The last request that counted; moved once a minute at most. */
  readonly seenAt: Date;
  /** The absolute end, which nothing moves. */
  readonly endsAt: Date;
}

/** How many sessions one user may have, as it holds for one sign-in. */
export interface SessionCapRule {
  /** Undefined: as many as the index can hold. */
  readonly max: number | undefined;
  /** Only sessions on devices of the same type count. */
  readonly perDeviceType: boolean;
  readonly whenFull: WhenFull;
}

/**
 * The store's memory is not the one that this user's sessions were last checked against (it was restarted, or another
 * server took over), so it may have lost revocations. Nothing was done: call `reconcile` with `fence`, then again.
 */
export interface Stale {
  readonly outcome: "stale";
  readonly fence: string;
}

/** What came of a request's session. */
export type Touch =
  | { readonly outcome: "live" }
  /** Its time was over; it is removed now. */
  | {
      readonly outcome: "expired";
      readonly reason: "idle_timeout" | "absolute_timeout";
      readonly session: SessionEntry;
    }
  | { readonly outcome: "gone"; readonly reason: EndReason | undefined }
  | Stale;

/** What came of a sign-in. */
export type Begun =
  | {
      readonly outcome: "begun";
      readonly session: SessionEntry;
      /** Ended to make room. */
      readonly evicted: readonly SessionEntry[];
      /** The session that gave way, if it was there. */
      readonly replaced: readonly SessionEntry[];
      /** Found beyond their time. */
      readonly expired: readonly SessionEntry[];
    }
  | { readonly outcome: "full"; readonly sessions: readonly SessionEntry[] }
  /** All sessions were ended since this sign-in began. */
  | { readonly outcome: "superseded" }
  | Stale;

/**
 * The authority on whether a session lives. A user's sessions lie together in one shard (a keyed hash of the user's id),
 * so that each verb is one atomic step; all of them go by the store's own clock. What is not in here is signed out,
 * whatever the session store holds.
 */
export interface SessionIndex {
  /** For the health report: `memory`, `redis`. */
  readonly kind: string;
  /** How often all sessions of this user were ended. A sign-in reads it when it begins, and hands it to `begin`. */
  epoch(shard: string): Promise<{ readonly outcome: "epoch"; readonly epoch: string } | Stale>;
  /**
   * Adds a session, within the cap: of any number of parallel calls, never more than `max` are left. Beyond it, the oldest
   * (or least recently used) ends in the same step, or nothing is added (`"full"`).
   */
  begin(
    shard: string,
    session: NewSession,
    rule: SessionCapRule & {
      readonly epoch: string;
      /** A session id of the same user that gives way to the new one; it does not count. */
      readonly replaces?: string | undefined;
    },
  ): Promise<Begun>;
  /** Is it alive? If so, its idle deadline moves (at most once a minute, and more often only under short limits). */
  touch(shard: string, key: string): Promise<Touch>;
  /** Gives a live session a new session id and changes details, in one step: the old id is dead from then on. */
  replace(
    shard: string,
    change: { readonly from: string; readonly to: string; readonly changes: NewSession["details"] },
  ): Promise<{ readonly outcome: "replaced" | "gone" } | Stale>;
  /** Moves the idle deadline as far as it goes. */
  extend(
    shard: string,
    id: string,
  ): Promise<{ readonly outcome: "extended"; readonly session: SessionEntry } | { readonly outcome: "gone" } | Stale>;
  /** Ends one. Undefined if it was not there. */
  end(shard: string, id: string, reason: EndReason): Promise<SessionEntry | undefined>;
  /** Ends all, but for `except` (a handle), and those of sign-ins that are under way. */
  endAll(
    shard: string,
    given: { readonly except?: string | undefined; readonly reason: EndReason },
  ): Promise<readonly SessionEntry[]>;
  /** Live sessions, oldest first. */
  list(shard: string): Promise<{ readonly outcome: "listed"; readonly sessions: readonly SessionEntry[] } | Stale>;
  /** Removes what was ended for good, and takes `fence` as the memory that has been checked. Returns what was removed. */
  reconcile(
    shard: string,
    given: { readonly fence: string; readonly endedIds: readonly string[] },
  ): Promise<readonly SessionEntry[]>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}

/** More than this many sessions of one user are never kept, cap or no cap: the oldest ends. */
export const MOST_SESSIONS = 200;

/** How far a request moves the idle deadline at the finest, in milliseconds: a minute, less under short limits. */
export function touchEveryMs(idleSeconds: number): number {
  return Math.min(60_000, idleSeconds * 50);
}
