import { expect } from "chai";
import { createClient, type RedisClientType } from "redis";
import { redisUrl, startRedis, type PrivateRedis } from "./redis-servers.ts";
import { requireServer } from "./require-server.ts";

/** A client of the Redis of this process, for the tests of the `describe` that calls this. Others use the server as well. */
export function useRedis(): () => RedisClientType {
  let client: RedisClientType | undefined;

  before(async function () {
    client = createClient({ url: requireServer(this, "Redis", await redisUrl()) });
    await client.connect();
  });
  after(() => client?.destroy());

  return () => client ?? expect.fail("only inside tests");
}

/** The same, with a server of their own, which they may change as they like. */
export function useOwnRedis(): () => RedisClientType {
  let server: PrivateRedis | undefined;
  let client: RedisClientType | undefined;

  before(async function () {
    server = requireServer(this, "redis-server", await startRedis());
    client = createClient({ url: server.url });
    client.on("error", () => undefined);
    await client.connect();
  });
  after(async () => {
    client?.destroy();
    await server?.stop();
  });

  return () => client ?? expect.fail("only inside tests");
}
