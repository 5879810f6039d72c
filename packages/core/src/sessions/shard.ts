import type { Parts } from "../parts.ts";

/** 132 bits: no two users share a shard, and no shard leads back to its user. */
const LENGTH = 22;

/**
 * Where a user's sessions lie: a keyed hash of their id, so that a session id may carry it without telling whose it is. One
 * for each key of the ring, newest first: sessions from before a change of keys are still found under the older ones.
 */
export function shardsOf(parts: Pick<Parts, "keyRing">, userId: string): readonly [string, ...string[]] {
  const [newest = "", ...older] = parts.keyRing.macs("session-shard", userId).map((mac) => mac.slice(0, LENGTH));
  return [newest, ...older];
}
