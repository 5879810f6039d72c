export { createRedisChallengeStore, type RedisChallengeStoreOptions } from "./challenge-store.ts";
export { connectRedis, type RedisOptions } from "./connect-redis-client.ts";
export type { RedisConnection, ScriptCall } from "./connection.ts";
export { checkRedis } from "./health.ts";
export { createRedisSessionStore } from "./session-store.ts";
