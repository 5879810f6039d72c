import { createCluster, createSentinel } from "redis";

/*
 * The types are inferred on purpose: held against `RedisClusterType` or `RedisSentinelType`, each of these clients costs
 * the compiler half a minute.
 */

export type ClusterClient = Awaited<ReturnType<typeof connectCluster>>;
export type SentinelClient = Awaited<ReturnType<typeof connectSentinel>>;

/** A client of a cluster. Nodes that go away are part of the tests: what it says of them is dropped. */
export async function connectCluster(rootNodes: readonly { readonly url: string }[]) {
  const client = createCluster({ rootNodes: [...rootNodes] });
  client.on("error", () => undefined);
  return client.connect();
}

/** A client that asks sentinels for the master. */
export async function connectSentinel({
  name,
  sentinels,
}: {
  readonly name: string;
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
}) {
  const client = createSentinel({ name, sentinelRootNodes: [...sentinels] });
  client.on("error", () => undefined);
  return client.connect();
}
