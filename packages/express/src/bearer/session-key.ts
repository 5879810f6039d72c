import { createHmac } from "node:crypto";
import type { Sallyport } from "../sallyport.ts";

/**
 * Where a session without a cookie stands in the index. Made of its handle by a key of ours, so that a token that names the
 * handle leads there, and nobody else gets from one to the other. It has the form of a session id, and is none: no cookie
 * is ever signed for it.
 */
export function sessionKey(suite: Sallyport, { shard, id }: { readonly shard: string; readonly id: string }): string {
  const [key = new Uint8Array()] = suite.deriveKeys("token-session");
  return `${createHmac("sha256", key).update(id).digest("base64url")}.{${shard}}`;
}
