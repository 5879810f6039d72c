import { createClient, createCluster } from "redis";
import { startRedisCluster } from "../test/support/redis-cluster.ts";
import { measureLanes, type LaneFigures } from "./lanes.ts";
import { commandsPerCall, lowestOf, type CommandCounts } from "./redis-commands.ts";
import { median } from "./session-load.ts";
import { createPopulation, type Population } from "./session-population.ts";

/** What to measure, and how long. */
export interface SessionIndexPlan {
  readonly redisUrl: string;
  readonly rounds: number;
  /** Of each verb, in each round. */
  readonly seconds: number;
  /** Users in the store, in rising order. */
  readonly sizes: readonly number[];
}

/** One verb with so many users in the store: medians over the rounds, of the commands the lowest. */
export interface VerbFigures extends LaneFigures {
  readonly verb: string;
  readonly users: number;
  readonly commands: CommandCounts;
}

const IN_FLIGHT = 8;

/** The verbs in the order in which they are measured: `begin` changes what the others would find. */
const VERBS = ["touch", "list", "begin"] as const;

/** On the one Redis that is there. */
export async function measureOnOneRedis(plan: SessionIndexPlan): Promise<readonly VerbFigures[]> {
  const client = await createClient({ url: plan.redisUrl }).connect();
  try {
    return await measureIndex(createPopulation(client, [plan.redisUrl]), [plan.redisUrl], plan);
  } finally {
    await client.close();
  }
}

/** On a cluster of our own, three masters with a replica each; undefined where Redis' programs are missing. */
export async function measureOnCluster(plan: SessionIndexPlan): Promise<readonly VerbFigures[] | undefined> {
  const nodes = await startRedisCluster();
  if (!nodes) return undefined;
  try {
    const client = createCluster({ rootNodes: [...nodes.rootNodes] });
    await client.connect();
    const urls = nodes.rootNodes.map(({ url }) => url);
    const figures = await measureIndex(createPopulation(client, urls), urls, plan);
    await client.close();
    return figures;
  } finally {
    await nodes.stop();
  }
}

type Store = Pick<SessionIndexPlan, "seconds"> & { readonly population: Population; readonly urls: readonly string[] };

/** In each round, the store is filled to one size after the other, and emptied in between: each size is alone in it. */
async function measureIndex(
  population: Population,
  urls: readonly string[],
  { rounds, seconds, sizes }: SessionIndexPlan,
): Promise<readonly VerbFigures[]> {
  const found: VerbFigures[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const users of sizes) found.push(...(await measureSize({ population, urls, seconds }, users)));
  return VERBS.flatMap((verb) =>
    sizes.map((users) => ({
      verb,
      users,
      ...overRounds(found.filter((each) => each.verb === verb && each.users === users)),
    })),
  );
}

async function measureSize({ population, urls, seconds }: Store, users: number): Promise<readonly VerbFigures[]> {
  const calls = { touch: population.touchAny, list: population.listAny, begin: population.beginAny };
  const found: VerbFigures[] = [];
  try {
    await population.fill(users);
    for (const verb of VERBS) {
      if (verb === "begin") await population.wearIn();
      const commands = await commandsPerCall(urls, calls[verb]);
      const figures = await measureLanes(calls[verb], { seconds, inFlight: IN_FLIGHT });
      found.push({ verb, users, commands, ...figures });
    }
    return found;
  } finally {
    await population.remove();
  }
}

function overRounds(rounds: readonly VerbFigures[]): Omit<VerbFigures, "verb" | "users"> {
  return {
    commands: lowestOf(rounds.map(({ commands }) => commands)),
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
  };
}
