/** Keys and arguments of a script. */
export interface ScriptCall {
  keys: string[];
  arguments: string[];
}

/** How a session payload is stored: for so many seconds, and only if it is (`XX`) or is not (`NX`) there. */
export interface SetOptions {
  expiration: { type: "EX"; value: number };
  condition: "XX" | "NX";
}

/** What we ask of a Redis client: node-redis' client, cluster and sentinel fit. */
export interface RedisConnection {
  eval(script: string, call: ScriptCall): Promise<unknown>;
  evalSha(sha1: string, call: ScriptCall): Promise<unknown>;
  get(key: string): Promise<unknown>;
  set(key: string, value: string, options: SetOptions): Promise<unknown>;
  del(key: string): Promise<unknown>;
}
