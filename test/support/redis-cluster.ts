import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { askRedis } from "./ask-redis.ts";
import { freePortPair } from "./free-port.ts";
import { startRedisProcess, type PrivateRedis } from "./redis-process.ts";
import { redisSlots, type RedisSlots } from "./redis-slots.ts";
import { worksWithin } from "./until.ts";

/** A Redis Cluster that a test may break: three masters, each with a replica. */
export interface PrivateCluster extends RedisSlots {
  readonly rootNodes: readonly { readonly url: string }[];
  readonly ports: readonly number[];
  /** kill -9. Its replica takes over after some seconds. */
  killMaster(port: number): Promise<void>;
  stop(): Promise<void>;
}

const NODES = 6;
const BUS_OFFSET = 10_000;
const ARGS = [
  ...["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "1500"],
  ...["--cluster-require-full-coverage", "no", "--cluster-replica-validity-factor", "0"],
  // Otherwise replicas link after 5 s only, and until then none of them takes over.
  ...["--repl-diskless-sync-delay", "0"],
];

/** Starts a cluster on ports of its own; undefined where redis-server or redis-cli is missing. */
export async function startRedisCluster(): Promise<PrivateCluster | undefined> {
  const nodes: PrivateRedis[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    while (nodes.length < NODES) {
      const node = await startRedisProcess({ args: ARGS, findPort: () => freePortPair(BUS_OFFSET) });
      if (!node) return undefined;
      nodes.push(node);
    }
    if (!(await join(nodes))) {
      await stop();
      return undefined;
    }
    if (!(await worksWithin(30, () => areReady(nodes)))) throw new Error("the private Redis Cluster did not get ready");
  } catch (error) {
    await stop();
    throw error;
  }

  const killed = new Set<number>();
  return {
    ...redisSlots(() => nodes.map(({ port }) => port).filter((port) => !killed.has(port))),
    rootNodes: nodes.map(({ url }) => ({ url })),
    ports: nodes.map(({ port }) => port),
    killMaster: async (port) => {
      const node = nodes.find((each) => each.port === port);
      if (!node) throw new Error(`no node has port ${String(port)}`);
      killed.add(port);
      await node.kill();
    },
    stop,
  };
}

/** Returns whether redis-cli is there. */
async function join(nodes: readonly PrivateRedis[]): Promise<boolean> {
  const addresses = nodes.map(({ port }) => `127.0.0.1:${String(port)}`);
  const args = ["--cluster", "create", ...addresses, "--cluster-replicas", "1", "--cluster-yes"];
  try {
    await promisify(execFile)("redis-cli", args, { timeout: 30_000 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

async function areReady(nodes: readonly PrivateRedis[]): Promise<boolean> {
  return (await Promise.all(nodes.map(({ url }) => isReady(url)))).every(Boolean);
}

/** `cluster_state` alone says "ok" of a node that does not know all the others yet. */
async function isReady(url: string): Promise<boolean> {
  const info = String(await askRedis(url, ["CLUSTER", "INFO"])).split("\r\n");
  const [role, ...details] = (await askRedis(url, ["ROLE"])) as [string, ...unknown[]];
  const isLinked = role === "master" ? (details[1] as unknown[]).length === 1 : details[2] === "connected";
  const isComplete = ["state:ok", "slots_assigned:16384", "known_nodes:6", "size:3"].every((fact) =>
    info.includes(`cluster_${fact}`),
  );
  return isLinked && isComplete;
}
