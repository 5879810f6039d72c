/** Keys and arguments of a script. */
export interface ScriptCall {
  keys: string[];
  arguments: string[];
}

/** What we ask of a Redis client: node-redis' client, cluster and sentinel fit. */
export interface RedisConnection {
  eval(script: string, call: ScriptCall): Promise<unknown>;
  evalSha(sha1: string, call: ScriptCall): Promise<unknown>;
  get(key: string): Promise<unknown>;
}
