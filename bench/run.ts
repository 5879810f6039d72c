import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { generateSync } from "otplib";
import { connectDatabase, migrateServer } from "@sallyport/sequelize";
import { startServer, type BenchServer } from "./programs.ts";
import { measureAppends, measurePages, type AppendFigures } from "./audit-store.ts";
import { measureVerifier } from "./audit-verify.ts";
import { measureGuards } from "./guards.ts";
import { measureDecisions, measureMemory } from "./rate-limits.ts";
import { measureOnCluster, measureOnOneRedis } from "./session-index.ts";
import { sessionIndexTable } from "./session-index-table.ts";
import { measurePasskeys } from "./passkeys.ts";
import { commandsPerRequest, loadRound, median, type Contender, type Round } from "./session-load.ts";
import { measureSending } from "./sending.ts";
import { measureSignIns } from "./sign-in.ts";
import { measureVerifications, type VerificationFigures } from "./verification.ts";

const PARTS = [
  "session-load",
  "session-index",
  "sign-in",
  "verification",
  "rate-limits",
  "sending",
  "guards",
  "passkeys",
  "audit-store",
  "audit-verify",
] as const;
type Part = (typeof PARTS)[number];

/** `npm run bench`: needs PostgreSQL and Redis on this machine (TEST_DATABASE_URL, TEST_REDIS_URL). */
const { values } = parseArgs({
  options: {
    only: { type: "string", default: PARTS.join(",") },
    quick: { type: "boolean", default: false },
    seconds: { type: "string" },
    rounds: { type: "string" },
    users: { type: "string" },
    events: { type: "string" },
  },
});
const seconds = Number(values.seconds ?? (values.quick ? 1 : 6));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const users = Number(values.users ?? (values.quick ? 10_000 : 100_000));
const parts = values.only.split(",").map(toPart);
const REDIS_URL = process.env["TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379/9";
const SERVER = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
const secret = randomBytes(32).toString("base64");
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const run: Readonly<Record<Part, () => Promise<void>>> = {
  "session-load": () => withDatabase(compareSessionLoad),
  "session-index": compareStoreSizes,
  "sign-in": () => withDatabase(compareSignIns),
  verification: () => withDatabase(reportVerifications),
  "rate-limits": compareRateLimits,
  sending: () => withDatabase(compareProviders),
  guards: () => withDatabase(reportGuards),
  passkeys: () => withDatabase(comparePasskeys),
  "audit-store": () => withDatabase(compareAppends),
  "audit-verify": () => withDatabase(reportVerifier),
};
say(`Node ${process.version}`);
for (const part of parts) {
  say(`\n${part}`);
  await run[part]();
}

function toPart(name: string): Part {
  const part = PARTS.find((each) => each === name);
  if (!part) throw new Error(`--only knows ${PARTS.join(", ")}, not ${name}`);
  return part;
}

async function reportVerifier(databaseUrl: string): Promise<void> {
  const { rows, rowsPerSecond, processorTimeEach } = await measureVerifier(
    databaseUrl,
    values.quick ? 10_000 : 100_000,
  );
  say(
    `${rows} rows of the audit trail: ${rowsPerSecond.toFixed(0)} verified a second, ${processorTimeEach.toFixed(1)} µs each`,
  );
}

async function withDatabase(measure: (databaseUrl: string) => Promise<void>): Promise<void> {
  const admin = connectDatabase({ url: SERVER, statementSeconds: 30 });
  const name = `sallyport_bench_${randomBytes(4).toString("hex")}`;
  await admin.sequelize.query(`CREATE DATABASE ${name}`);
  try {
    const databaseUrl = Object.assign(new URL(SERVER), { pathname: `/${name}` }).href;
    await migrateServer({ url: databaseUrl });
    await measure(databaseUrl);
  } finally {
    await admin.sequelize.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.close();
  }
}

async function compareStoreSizes(): Promise<void> {
  const plan = { redisUrl: REDIS_URL, rounds, seconds: seconds / 3, sizes: [1, 1000, users] };
  say(`on one Redis, 8 at a time:\n${sessionIndexTable(await measureOnOneRedis(plan))}`);
  const onCluster = await measureOnCluster(plan);
  say(onCluster ? `\non a cluster of 6:\n${sessionIndexTable(onCluster)}` : "no cluster: redis-server is missing");
}

async function comparePasskeys(databaseUrl: string): Promise<void> {
  const plan = { databaseUrl, redisUrl: REDIS_URL, count: values.quick ? 30 : 300 };
  for (const [way, { p50, p95, statements }] of Object.entries(await measurePasskeys(plan)))
    say(`${way}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, ${String(statements)} statements`);
}

async function compareAppends(databaseUrl: string): Promise<void> {
  const events = Number(values.events ?? (values.quick ? 200_000 : 10_000_000));
  const plan = { databaseUrl, seconds, rows: events, pages: values.quick ? 100 : 400 };
  const { bare, chained } = await measureAppends(plan);
  const words = ({ perSecond, p50, p99, statementsEach }: AppendFigures): string =>
    `${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${statementsEach.toFixed(1)} statements each`;
  for (const [index, ours] of chained.entries()) {
    const plain = bare[index] ?? ours;
    const ratios = [ours.perSecond / plain.perSecond, ours.perSecond / (chained[0]?.perSecond ?? 1)];
    say(`${String(ours.writers)} writers: ${words(ours)}; rows without a chain: ${words(plain)}`);
    say(`  chained/bare ${String(ratios[0]?.toFixed(2))}, by one writer ${String(ratios[1]?.toFixed(2))}`);
  }
  say(`\npages of 50 of ${String(events)} events:`);
  for (const [filter, { p50, p99 }] of Object.entries(await measurePages(plan)))
    say(`${filter}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
}

async function compareProviders(databaseUrl: string): Promise<void> {
  const plan = { databaseUrl, redisUrl: REDIS_URL, count: values.quick ? 50 : 200 };
  const { healthy, hanging, statementsEach, commands } = await measureSending(plan);
  const words = ({ p50, p95 }: typeof healthy): string => `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
  say(`a code is asked for, and the provider answers: ${words(healthy)}`);
  say(`the same, and it hangs:                        ${words(hanging)}`);
  say(`each costs ${statementsEach.toFixed(1)} statements (what was handed over included) and ${commands}`);
}

async function reportGuards(databaseUrl: string): Promise<void> {
  const calls = values.quick ? 2000 : 20_000;
  const figures = await measureGuards({ databaseUrl, redisUrl: REDIS_URL, calls, rounds: rounds * 3 });
  for (const [name, each] of Object.entries(figures.microseconds)) say(`${name}: ${each.toFixed(2)} µs a request`);
  say(
    `all of them together: ${String(figures.statements)} SQL statements (the policy is read again every 5 s); Redis, for 150 of them in one request: ${figures.commands}`,
  );
  const { pending, trusted } = figures.signIn;
  say(`a sign-in: ${String(pending)} statements with a second step to come, ${String(trusted)} on a trusted device`);
  say(`of these to recognise the device: ${String(figures.recognition)}`);
}

async function compareRateLimits(): Promise<void> {
  const plan = { redisUrl: REDIS_URL, rounds, seconds, keys: values.quick ? 50_000 : 1_000_000 };
  say(`decisions, 16 at a time:\n${await measureDecisions(plan)}`);
  say(`\nmemory:\n${(await measureMemory(plan)) ?? "not measured: redis-server is missing"}`);
}

async function compareSignIns(databaseUrl: string): Promise<void> {
  const figures = await measureSignIns({ databaseUrl, redisUrl: REDIS_URL, secret, rounds, seconds });
  for (const { name, perSecond, p50, p99, failures, commands, statements } of figures)
    say(
      `${name}: ${perSecond.toFixed(0)} sign-ins/s, p50 ${p50} ms, p99 ${p99} ms, ${failures} failures, ${statements.toFixed(1)} SQL statements each, Redis ${commands} each`,
    );
}

async function reportVerifications(databaseUrl: string): Promise<void> {
  const count = values.quick ? 100 : 250;
  const plan = { databaseUrl, redisUrl: REDIS_URL, secret, rounds: rounds * 5, count };
  const { request, useCase } = await measureVerifications(plan);
  const words = ({ perSecond, p50, p99, statementsEach, processorTimeEach }: VerificationFigures): string =>
    `${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${statementsEach.toFixed(1)} statements and ${processorTimeEach.toFixed(0)} µs of the server each`;
  for (const [what, { withTrail, without, ratio }] of [
    ["POST /mfa/verify, the end of a sign-in", request],
    ["a step-up without HTTP, session and Redis", useCase],
  ] as const) {
    say(`${what}, without the audit trail: ${words(without)}`);
    say(`${what}, with it: ${words(withTrail)}`);
    say(`  with / without = ${ratio.toFixed(2)}`);
  }
}

async function compareSessionLoad(databaseUrl: string): Promise<void> {
  const env = { REDIS_URL, DATABASE_URL: databaseUrl, MFA_SECRET: secret };
  const [plain, ours] = [await startServer("servers/plain.ts", env), await startServer("servers/sallyport.ts", env)];
  const contenders = [await signInPlain(plain), await signInOurs(ours)];
  for (const contender of contenders)
    say(`${contender.name}: ${await commandsPerRequest(contender, REDIS_URL)} per request`);

  const measured = new Map<string, Round[]>(contenders.map(({ name: who }) => [who, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const contender of contenders)
      measured.get(contender.name)?.push(await loadRound(contender, { seconds, redisUrl: REDIS_URL }));

  const rates = contenders.map((contender) => report(contender.name, measured.get(contender.name) ?? []));
  say(`b/a = ${((rates[1] ?? 0) / (rates[0] ?? 1)).toFixed(2)}`);
  for (const { server } of contenders) await server.stop();
}

function report(who: string, rounds: readonly Round[]): number {
  const rate = median(rounds.map(({ requestsPerSecond }) => requestsPerSecond));
  const failures = rounds.reduce((sum, round) => sum + round.failures, 0);
  const middle = (pick: (round: Round) => number): string => median(rounds.map(pick)).toFixed(0);
  const each = rounds.map(({ requestsPerSecond }) => requestsPerSecond.toFixed(0)).join(", ");
  say(
    `${who}: ${rate.toFixed(0)} req/s (${each}), p50 ${middle(({ p50 }) => p50)} ms, p99 ${middle(({ p99 }) => p99)} ms, ${String(failures)} failures; processor time each: server ${middle((round) => round.serverMicroseconds)} µs, Redis ${middle((round) => round.redisMicroseconds)} µs`,
  );
  return rate;
}

async function signInPlain(server: BenchServer): Promise<Contender> {
  const login = await fetch(`${server.url}/login`, { method: "POST" });
  return { name: "a: express-session + connect-redis", server, cookie: cookieOf(login) };
}

/** Through the front door: password, set-up, first code. */
async function signInOurs(server: BenchServer): Promise<Contender> {
  const post = (path: string, body: object, cookie: string): Promise<Response> =>
    fetch(server.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", cookie },
      body: JSON.stringify(body),
    });
  const login = await post("/login", {}, "");
  const setup = (await (await post("/api/v1/mfa/setup/totp", {}, cookieOf(login))).json()) as { secret: string };
  const enrolled = await post(
    "/api/v1/mfa/verify/totp",
    { code: generateSync({ secret: setup.secret }) },
    cookieOf(login),
  );
  return { name: "b: mfaSession + requireMfa", server, cookie: cookieOf(enrolled) };
}

function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}
