import autocannon from "autocannon";
import { startRedis } from "../test/support/redis-servers.ts";
import { startServer, type BenchServer } from "./programs.ts";
import { commandsInWords, commandsPerCall } from "./redis-commands.ts";
import { median } from "./session-load.ts";

/** What to measure, and how long. */
export interface SignInPlan {
  readonly databaseUrl: string;
  /** Taken where no Redis of our own can be started. */
  readonly redisUrl: string;
  readonly secret: string;
  readonly rounds: number;
  readonly seconds: number;
}

/** Sign-ins at one server: medians over the rounds. */
export interface SignInFigures {
  readonly name: string;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  readonly commands: string;
  /** None where the server has no database. */
  readonly statements: number;
}

/** A server, and where its sign-ins go: each from a browser that holds no cookie yet. */
interface Door {
  readonly name: string;
  readonly server: BenchServer;
  nextPath(): string;
  countStatements(): Promise<number>;
}

type Round = Pick<SignInFigures, "perSecond" | "p50" | "p99" | "failures">;

const IN_FLIGHT = 16;
const USERS = 50;
const CAP = 5;

/** Whole sign-ins over HTTP, users in turn, each with a full cap: every sign-in ends the user's oldest session. */
export async function measureSignIns(plan: SignInPlan): Promise<readonly SignInFigures[]> {
  // Thousands of sessions stay behind: a Redis of our own takes them with it.
  const redis = await startRedis();
  const redisUrl = redis?.url ?? plan.redisUrl;
  const env = { REDIS_URL: redisUrl, DATABASE_URL: plan.databaseUrl, MFA_SECRET: plan.secret };
  const servers: BenchServer[] = [];
  try {
    for (const file of ["servers/plain.ts", "servers/sallyport.ts"]) servers.push(await startServer(file, env));
    const doors = doorsOf(servers);
    for (const door of doors) for (let sent = 0; sent < USERS * CAP; sent += 1) await signIn(door);

    const costs = new Map<Door, Pick<SignInFigures, "commands" | "statements">>();
    for (const door of doors) costs.set(door, await costOf(door, redisUrl));
    const rounds = new Map<Door, Round[]>(doors.map((door) => [door, []]));
    for (let round = 0; round < plan.rounds; round += 1)
      for (const door of doors) rounds.get(door)?.push(await loadRound(door, plan.seconds));

    return doors.map((door) => ({
      name: door.name,
      ...overRounds(rounds.get(door) ?? []),
      ...(costs.get(door) ?? { commands: "", statements: 0 }),
    }));
  } finally {
    for (const server of servers) await server.stop();
    await redis?.stop();
  }
}

function doorsOf([plain, ours]: readonly BenchServer[]): readonly Door[] {
  if (!plain || !ours) throw new Error("a server is missing");
  let user = 0;
  return [
    {
      name: "a: express-session + connect-redis, regenerate and save",
      server: plain,
      nextPath: () => "/login",
      countStatements: async () => 0,
    },
    {
      name: "b: req.mfa.signIn, sessionCap({ max: 5 }) full",
      server: ours,
      nextPath: () => `/sign-in/user-${(user = (user + 1) % USERS)}`,
      countStatements: async () => Number(await (await fetch(`${ours.url}/statements`)).text()),
    },
  ];
}

async function signIn({ name, server, nextPath }: Door): Promise<void> {
  const answer = await fetch(server.url + nextPath(), { method: "POST" });
  if (!answer.ok || answer.headers.getSetCookie().length === 0)
    throw new Error(`${name}: the sign-in got ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function costOf(door: Door, redisUrl: string): Promise<Pick<SignInFigures, "commands" | "statements">> {
  let calls = 0;
  const before = await door.countStatements();
  const commands = await commandsPerCall([redisUrl], () => {
    calls += 1;
    return signIn(door);
  });
  return { commands: commandsInWords(commands), statements: ((await door.countStatements()) - before) / calls };
}

async function loadRound({ server, nextPath }: Door, seconds: number): Promise<Round> {
  const result = await autocannon({
    url: server.url,
    connections: IN_FLIGHT,
    duration: seconds,
    requests: [{ method: "POST", setupRequest: (request) => ({ ...request, path: nextPath() }) }],
  });
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors,
  };
}

function overRounds(rounds: readonly Round[]): Round {
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    failures: rounds.reduce((sum, { failures }) => sum + failures, 0),
  };
}
