import type { Parts } from "../parts.ts";
import { shardsOf } from "./shard.ts";
import { askIndex } from "./whole-index.ts";

/** How often all sessions of this user were ended so far: a sign-in that begins now ends with the next time. */
export async function readEpoch(parts: Parts, userId: string): Promise<string> {
  const [shard] = shardsOf(parts, userId);
  return (await askIndex(parts, { userId, shard }, () => parts.sessionIndex.epoch(shard))).epoch;
}
