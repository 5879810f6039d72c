import { randomInt } from "node:crypto";
import type { LimitAlgorithm, LimitRule } from "@sallyport/core";
import { askRedis } from "../test/support/ask-redis.ts";
import { startRedis } from "../test/support/redis-servers.ts";
import { measureLanes, type LaneFigures } from "./lanes.ts";
import {
  counterKey,
  EXPRESS_STORE,
  FLEXIBLE,
  newRule,
  SALLYPORT,
  SALLYPORT_IN_EVERY_PART,
  type LimitContender,
  type OpenCounters,
} from "./limit-contenders.ts";
import { commandsInWords, commandsPerCall } from "./redis-commands.ts";
import { median } from "./session-load.ts";

/** What to measure, and how long. */
export interface RateLimitsPlan {
  /** Taken where no Redis of our own can be started. */
  readonly redisUrl: string;
  readonly rounds: number;
  /** Of each contender, in each round. */
  readonly seconds: number;
  /** In the store whose memory is measured. */
  readonly keys: number;
}

/** Decisions of one contender: medians over the rounds. */
interface DecisionFigures extends LaneFigures {
  /** Microseconds of processor time for each decision. */
  readonly client: number;
  readonly redis: number;
}

/** A contender under some rules. */
interface Race {
  readonly contender: LimitContender;
  readonly algorithm: LimitAlgorithm;
  readonly rules: readonly LimitRule[];
}

interface Runner extends Race {
  readonly counters: OpenCounters;
  decideAny(): Promise<void>;
  readonly commands: string;
  readonly rounds: DecisionFigures[];
}

const IN_FLIGHT = 16;
const VISITORS = 10_000;
const FILLED_AT_ONCE = 1000;
const ONE_RULE = [60];
/** By user and address, by address, and by address again. */
const THREE_RULES = [300, 60, 3600];
const PEERS = [FLEXIBLE, EXPRESS_STORE];
const RACES: readonly Race[] = [
  race(SALLYPORT, "fixed-window", ONE_RULE),
  ...PEERS.map((peer) => race(peer, "fixed-window", ONE_RULE)),
  race(SALLYPORT, "sliding-window", ONE_RULE),
  race(SALLYPORT, "token-bucket", ONE_RULE),
  race(SALLYPORT, "fixed-window", THREE_RULES),
  ...PEERS.map((peer) => race(peer, "fixed-window", THREE_RULES)),
];

/** Decisions under one rule and under three; the contenders take turns in every round. Returns a table. */
export async function measureDecisions(plan: RateLimitsPlan): Promise<string> {
  const redis = await startRedis();
  const redisUrl = redis?.url ?? plan.redisUrl;
  const runners: Runner[] = [];
  try {
    for (const each of RACES) {
      const counters = await each.contender.open(redisUrl, each.rules);
      const visitors = visitorsOf(each);
      for (const keys of visitors) await counters.decide(keys);
      const decideAny = (): Promise<void> => counters.decide(visitors[randomInt(VISITORS)] ?? []);
      const commands = commandsInWords(await commandsPerCall([redisUrl], decideAny));
      runners.push({ ...each, counters, decideAny, commands, rounds: [] });
    }
    for (let round = 0; round < plan.rounds; round += 1)
      for (const { decideAny, rounds } of runners) rounds.push(await measureRound(decideAny, redisUrl, plan.seconds));
    return decisionTable(runners);
  } finally {
    for (const { counters } of runners) await counters.close();
    await redis?.stop();
  }
}

/** Bytes a counter, each contender alone in a Redis of its own. Returns a table; undefined where Redis is missing. */
export async function measureMemory({ keys }: RateLimitsPlan): Promise<string | undefined> {
  const lines = ["| counters | keys | bytes each |", "| --- | --: | --: |"];
  const subjects = [
    { ...race(SALLYPORT, "fixed-window", [3600]), keys },
    { ...race(SALLYPORT, "sliding-window", [3600]), keys },
    { ...race(SALLYPORT_IN_EVERY_PART, "sliding-window", [3600]), keys: keys / 10 },
    { ...race(SALLYPORT, "token-bucket", [3600]), keys },
    ...PEERS.map((peer) => ({ ...race(peer, "fixed-window", [3600]), keys })),
  ];
  for (const subject of subjects) {
    const bytes = await bytesPerKey(subject, subject.keys);
    if (bytes === undefined) return undefined;
    lines.push(`| ${subject.contender.name}, ${subject.algorithm} | ${subject.keys} | ${bytes.toFixed(0)} |`);
  }
  return lines.join("\n");
}

function race(contender: LimitContender, algorithm: LimitAlgorithm, windows: readonly number[]): Race {
  return { contender, algorithm, rules: windows.map((seconds) => newRule(algorithm, seconds)) };
}

/** The keys of each visitor, which nobody else hits: contenders have prefixes of their own. */
function visitorsOf({ algorithm, rules }: Race): readonly (readonly string[])[] {
  const names = ["sign-in", "address", "address-hour"].slice(0, rules.length);
  return Array.from({ length: VISITORS }, (_, visitor) =>
    names.map((name) => counterKey(name, `${algorithm}, ${rules.length} at once: ${visitor}`)),
  );
}

async function measureRound(decide: () => Promise<void>, redisUrl: string, seconds: number): Promise<DecisionFigures> {
  let decisions = 0;
  const call = (): Promise<void> => {
    decisions += 1;
    return decide();
  };
  const [redisBefore, clientBefore] = [await redisMicroseconds(redisUrl), process.cpuUsage()];
  const figures = await measureLanes(call, { seconds, inFlight: IN_FLIGHT });
  const { user, system } = process.cpuUsage(clientBefore);
  const redis = (await redisMicroseconds(redisUrl)) - redisBefore;
  return { ...figures, client: (user + system) / decisions, redis: redis / decisions };
}

async function bytesPerKey({ contender, rules }: Race, keys: number): Promise<number | undefined> {
  const server = await startRedis();
  if (!server) return undefined;
  const counters = await contender.open(server.url, rules);
  try {
    // The script itself is in the memory as well.
    await counters.decide([counterKey("first", "")]);
    const before = await infoNumber(server.url, "used_memory");
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < keys) {
        next += 1;
        await counters.decide([counterKey("sign-in", String(next))]);
      }
    };
    await Promise.all(Array.from({ length: FILLED_AT_ONCE }, lane));
    const bytes = (await infoNumber(server.url, "used_memory")) - before;
    if (Number(await askRedis(server.url, ["DBSIZE"])) !== keys + 1) throw new Error("counters have expired meanwhile");
    return bytes / keys;
  } finally {
    await counters.close();
    await server.stop();
  }
}

async function redisMicroseconds(redisUrl: string): Promise<number> {
  const [system, user] = [await infoNumber(redisUrl, "used_cpu_sys"), await infoNumber(redisUrl, "used_cpu_user")];
  return (system + user) * 1e6;
}

async function infoNumber(redisUrl: string, name: string): Promise<number> {
  const text = String(await askRedis(redisUrl, ["INFO", "all"]));
  return Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(text)?.[1]);
}

function decisionTable(runners: readonly Runner[]): string {
  const results = runners.map(({ contender, algorithm, rules, commands, rounds }) => {
    const middle = (pick: (round: DecisionFigures) => number): number => median(rounds.map(pick));
    return {
      who: contender.name,
      algorithm,
      rules: rules.length,
      commands,
      rounds,
      rate: middle((each) => each.perSecond),
      middle,
    };
  });
  const lines = results.map(({ who, algorithm, rules, commands, rounds, rate, middle }) => {
    const each = rounds.map(({ perSecond }) => perSecond.toFixed(0)).join(", ");
    const [p50, p99] = [middle((round) => round.p50).toFixed(2), middle((round) => round.p99).toFixed(2)];
    const [client, redis] = [middle((round) => round.client).toFixed(0), middle((round) => round.redis).toFixed(0)];
    return `| ${rules} | ${who}, ${algorithm} | ${rate.toFixed(0)} (${each}) | ${p50} ms | ${p99} ms | ${client} µs | ${redis} µs | ${commands} |`;
  });
  const ours = results.filter(({ who, algorithm }) => who === SALLYPORT.name && algorithm === "fixed-window");
  const ratios = ours.flatMap((own) =>
    results
      .filter(({ who, rules }) => who !== SALLYPORT.name && rules === own.rules)
      .map(
        ({ who, rate, rules }) => `${rules} rule(s), sallyport / ${who}: decisions/s ${(own.rate / rate).toFixed(2)}`,
      ),
  );
  return [
    "| rules | counters | decisions/s (each round) | p50 | p99 | client | Redis | Redis commands |",
    "| --: | --- | --: | --: | --: | --: | --: | --- |",
    ...lines,
    "",
    ...ratios,
  ].join("\n");
}
