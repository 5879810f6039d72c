export { createRedisChallengeStore, type RedisChallengeStoreOptions } from "./challenge-store.ts";
export { createRedisCounterStore, type RedisCounterStoreOptions } from "./counter-store.ts";
export { connectRedis, type RedisOptions } from "./connect-redis-client.ts";
export type { RedisConnection, ScriptCall, SetOptions } from "./connection.ts";
export { checkRedis, requireRedisCommands } from "./health.ts";
export { createRedisSessionIndex, type RedisSessionIndexOptions } from "./session-index.ts";
export { createRedisSessionSignals } from "./session-signals.ts";
export { createRedisSessionStore, type LoadedSession, type RedisSessionStore } from "./session-store.ts";
