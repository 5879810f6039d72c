import { randomBytes } from "node:crypto";
import { startRedis } from "../test/support/redis-servers.ts";
import { eachInLanes, latencyOf, type LaneFigures } from "./lanes.ts";
import { startServer, type BenchServer } from "./programs.ts";
import { median } from "./session-load.ts";

/** Where it is measured, and how often. */
export interface VerificationPlan {
  readonly databaseUrl: string;
  /** Taken where no Redis of our own can be started. */
  readonly redisUrl: string;
  readonly secret: string;
  readonly rounds: number;
  /** Verifications of each kind in each round. */
  readonly count: number;
}

/** Verifications of one kind at one server: medians over the rounds. */
export interface VerificationFigures extends LaneFigures {
  readonly statementsEach: number;
  /** Of the server, in microseconds. */
  readonly processorTimeEach: number;
}

/** With the audit trail and without it, and how the rates compare: the median over the rounds of what the two had in each. */
export interface Compared {
  readonly withTrail: VerificationFigures;
  readonly without: VerificationFigures;
  readonly ratio: number;
}

interface Person {
  readonly id: string;
  readonly code: string;
  readonly cookie: string;
}

type Verify = (server: BenchServer, people: readonly Person[]) => Promise<readonly number[]>;

/** What is compared: the request that ends a sign-in, and the same decision without HTTP, session and Redis around it. */
const KINDS = {
  request: (server, people) => eachInLanes(people, (person) => verifyOverHttp(server, person)),
  useCase: async (server, people) => {
    const ids = people.map(({ id }) => id);
    return (await post(server, "/step-ups", { body: { ids } })).json() as Promise<readonly number[]>;
  },
} as const satisfies Readonly<Record<string, Verify>>;

/**
 * Codes of an authenticator app verified, eight at a time, by two servers on one database: one with the audit trail and one
 * without. They take turns in short rounds, since machines are not equally fast from one second to the next.
 */
export async function measureVerifications(plan: VerificationPlan): Promise<Record<keyof typeof KINDS, Compared>> {
  const redis = await startRedis();
  const env = {
    REDIS_URL: redis?.url ?? plan.redisUrl,
    DATABASE_URL: plan.databaseUrl,
    MFA_SECRET: plan.secret,
    // Cheap backup codes are refused elsewhere.
    NODE_ENV: "test",
  };
  const servers: BenchServer[] = [];
  try {
    const start = async (AUDIT: string): Promise<BenchServer> => {
      const server = await startServer("servers/verification.ts", { ...env, AUDIT });
      servers.push(server);
      return server;
    };
    const [withTrail, without] = [await start("on"), await start("off")];
    const compare = async (verify: Verify): Promise<Compared> => {
      const rounds: { readonly on: VerificationFigures; readonly off: VerificationFigures }[] = [];
      // The first one is for the compiler.
      for (let round = 0; round <= plan.rounds; round += 1) {
        const off = await measureRound(without, verify, plan.count);
        const on = await measureRound(withTrail, verify, plan.count);
        if (round > 0) rounds.push({ on, off });
      }
      return {
        withTrail: over(rounds.map(({ on }) => on)),
        without: over(rounds.map(({ off }) => off)),
        ratio: median(rounds.map(({ on, off }) => on.perSecond / off.perSecond)),
      };
    };
    return { request: await compare(KINDS.request), useCase: await compare(KINDS.useCase) };
  } finally {
    for (const server of servers) await server.stop();
    await redis?.stop();
  }
}

async function measureRound(server: BenchServer, verify: Verify, count: number): Promise<VerificationFigures> {
  const people: Person[] = [];
  await eachInLanes(
    Array.from({ length: count }, () => randomBytes(8).toString("hex")),
    async (id) => {
      const answer = await post(server, `/people/${id}`);
      const cookie = answer.headers.getSetCookie().map((line) => line.slice(0, line.indexOf(";")));
      const { code } = (await answer.json()) as { code: string };
      people.push({ id, code, cookie: cookie.join("; ") });
    },
  );
  const [statements, processorTime] = [await countStatements(server), await server.processorTime()];
  const began = performance.now();
  const latencies = await verify(server, people);
  const seconds = (performance.now() - began) / 1000;
  return {
    perSecond: count / seconds,
    ...latencyOf(latencies),
    statementsEach: ((await countStatements(server)) - statements) / count,
    processorTimeEach: ((await server.processorTime()) - processorTime) / count,
  };
}

async function verifyOverHttp(server: BenchServer, { code, cookie }: Person): Promise<void> {
  const answer = await post(server, "/api/v1/mfa/verify", { cookie, body: { method: "totp", code } });
  await answer.arrayBuffer();
}

async function countStatements({ url }: BenchServer): Promise<number> {
  return Number(await (await fetch(`${url}/statements`)).text());
}

async function post(
  { url }: BenchServer,
  path: string,
  { body = {}, cookie = "" }: { readonly body?: object; readonly cookie?: string } = {},
): Promise<Response> {
  const headers = { "content-type": "application/json", ...(cookie && { cookie }) };
  const answer = await fetch(url + path, { method: "POST", body: JSON.stringify(body), headers });
  if (!answer.ok) throw new Error(`${path} answered ${String(answer.status)}: ${await answer.text()}`);
  return answer;
}

function over(rounds: readonly VerificationFigures[]): VerificationFigures {
  const of = (figure: keyof VerificationFigures): number => median(rounds.map((round) => round[figure]));
  const [perSecond, p50, p99] = [of("perSecond"), of("p50"), of("p99")];
  return { perSecond, p50, p99, statementsEach: of("statementsEach"), processorTimeEach: of("processorTimeEach") };
}
