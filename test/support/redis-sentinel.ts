import { askRedis } from "./ask-redis.ts";
import { startRedisProcess, type PrivateRedis, type RedisLaunch } from "./redis-process.ts";
import { worksWithin } from "./until.ts";

/** A master with a replica, and three sentinels that watch them: a test may break it. */
export interface PrivateSentinel {
  /** What the sentinels call the master. */
  readonly name: string;
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
  /** Port of the master that most sentinels name; rejects while they disagree. */
  masterPort(): Promise<number>;
  /** SIGSTOP of the first master. The replica takes over after some seconds. */
  freezeMaster(): void;
  /** SIGCONT of the first master. It takes itself for the master until the sentinels tell it otherwise. */
  resumeOld(): void;
  /** kill -9 of whichever is the master now. */
  killMaster(): Promise<void>;
  stop(): Promise<void>;
}

const NAME = "sallyport";
const SENTINELS = 3;
const MAJORITY = 2;
// Otherwise the replica links after 5 s only, and a failover before that loses everything.
const LINK_AT_ONCE = ["--repl-diskless-sync-delay", "0"];

/** Starts them on ports of their own; undefined where redis-server is missing. */
export async function startRedisSentinel(): Promise<PrivateSentinel | undefined> {
  const started: PrivateRedis[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
  };
  const start = async (launch: RedisLaunch): Promise<PrivateRedis | undefined> => {
    const server = await startRedisProcess(launch);
    if (server) started.push(server);
    return server;
  };
  try {
    const first = await start({ args: LINK_AT_ONCE });
    if (!first) return undefined;
    await start({ args: ["--replicaof", "127.0.0.1", String(first.port), ...LINK_AT_ONCE] });
    // Sentinels look for replicas when they start, then every 10 s: the replica has to be there before.
    await ready(() => hasReplica(first.url));
    const watch = { args: ["--sentinel"], configuration: watching(first.port) };
    for (let count = 0; count < SENTINELS; count += 1) await start(watch);
    const [, , ...sentinels] = started;
    await ready(async () => (await Promise.all(sentinels.map(({ url }) => seesAll(url)))).every(Boolean));
    return privateSentinel({ first, started, sentinels, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Started {
  readonly first: PrivateRedis;
  readonly started: readonly PrivateRedis[];
  readonly sentinels: readonly PrivateRedis[];
  stop(): Promise<void>;
}

function privateSentinel({ first, started, sentinels, stop }: Started): PrivateSentinel {
  async function masterPort(): Promise<number> {
    const ports = await Promise.all(sentinels.map(({ url }) => masterNamedBy(url)));
    const port = ports.find((each) => ports.filter((other) => other === each).length >= MAJORITY);
    if (port === undefined) throw new Error("the sentinels name different masters");
    return port;
  }
  return {
    name: NAME,
    sentinels: sentinels.map(({ port }) => ({ host: "127.0.0.1", port })),
    masterPort,
    freezeMaster: first.freeze,
    resumeOld: first.resume,
    killMaster: async () => {
      const port = await masterPort();
      await started.find((server) => server.port === port)?.kill();
    },
    stop,
  };
}

function watching(port: number): string {
  return [
    `sentinel monitor ${NAME} 127.0.0.1 ${String(port)} ${String(MAJORITY)}`,
    `sentinel down-after-milliseconds ${NAME} 1000`,
    `sentinel failover-timeout ${NAME} 3000`,
    `sentinel parallel-syncs ${NAME} 1`,
    "",
  ].join("\n");
}

async function ready(isReady: () => Promise<boolean>): Promise<void> {
  if (!(await worksWithin(30, isReady))) throw new Error("the private Redis Sentinel did not get ready");
}

async function hasReplica(url: string): Promise<boolean> {
  const [, , replicas] = (await askRedis(url, ["ROLE"])) as [string, number, unknown[]];
  return replicas.length === 1;
}

/** CKQUORUM counts the sentinels that can be reached, this one with them. */
async function seesAll(url: string): Promise<boolean> {
  const quorum = String(await askRedis(url, ["SENTINEL", "CKQUORUM", NAME]));
  const replicas = (await askRedis(url, ["SENTINEL", "REPLICAS", NAME])) as string[][];
  const [replica = []] = replicas;
  const isLinked = replica[replica.indexOf("master-link-status") + 1] === "ok";
  return isLinked && quorum.startsWith(`OK ${String(SENTINELS)} usable`);
}

async function masterNamedBy(url: string): Promise<number> {
  const answer = await askRedis(url, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME]);
  return Number((answer as [string, string])[1]);
}
