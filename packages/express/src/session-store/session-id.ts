import type { RandomSource } from "@sallyport/core";

const BYTES = 32;
const SECRET_LENGTH = 43;
const SHARD_LENGTH = 22;

/**
 * 256 random bits, and behind a dot the shard of the user, once there is one: a keyed hash that tells nobody whose
 * session it is, and us where to ask whether it lives. In braces, so that on a Redis Cluster the payload lies where the
 * user's sessions are.
 */
export function createSessionId(random: RandomSource, shard: string | undefined): string {
  const secret = Buffer.from(random(BYTES)).toString("base64url");
  return shard === undefined ? secret : `${secret}.{${shard}}`;
}

/** The shard in a session id of ours, if there is one. */
export function shardIn(sid: string): string | undefined {
  const isOurs =
    sid.length === SECRET_LENGTH + SHARD_LENGTH + 3 && sid.startsWith(".{", SECRET_LENGTH) && sid.endsWith("}");
  return isOurs ? sid.slice(SECRET_LENGTH + 2, -1) : undefined;
}
