import { createHash } from "node:crypto";
import type { RedisConnection, ScriptCall } from "../connection.ts";

/** One atomic step on the server. */
export type Script = (client: RedisConnection, call: ScriptCall) => Promise<unknown>;

/** Runs a script by its digest, and sends its text again where the server has lost it (a restart, SCRIPT FLUSH). */
export function script(text: string): Script {
  const sha1 = createHash("sha1").update(text).digest("hex");
  return (client, call) =>
    client.evalSha(sha1, call).catch((error: unknown) => {
      if (!String(error).includes("NOSCRIPT")) throw error;
      return client.eval(text, call);
    });
}
