import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { generateSync } from "otplib";
import { connectDatabase, migrateServer } from "@sallyport/sequelize";
import { startServer, type BenchServer } from "./programs.ts";
import { commandsPerRequest, loadRound, median, type Contender, type Round } from "./session-load.ts";
import { measureVerifications } from "./verification.ts";

/** `npm run bench`: needs PostgreSQL and Redis on this machine (TEST_DATABASE_URL, TEST_REDIS_URL). */
const { values } = parseArgs({
  options: { seconds: { type: "string", default: "6" }, rounds: { type: "string", default: "3" } },
});
const REDIS_URL = process.env["TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379/9";
const SERVER = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const admin = connectDatabase({ url: SERVER, statementSeconds: 30 });
const name = `sallyport_bench_${randomBytes(4).toString("hex")}`;
await admin.sequelize.query(`CREATE DATABASE ${name}`);
const databaseUrl = Object.assign(new URL(SERVER), { pathname: `/${name}` }).href;
try {
  await migrateServer({ url: databaseUrl });
  await compareSessionLoad();
  const figures = await measureVerifications({ databaseUrl, count: 2000 });
  say(
    `\nTOTP verification on PostgreSQL, 8 at a time: ${figures.perSecond.toFixed(0)}/s, p50 ${figures.p50.toFixed(1)} ms, p99 ${figures.p99.toFixed(1)} ms, ${figures.statementsEach.toFixed(1)} statements each (BEGIN and COMMIT included)`,
  );
} finally {
  await admin.sequelize.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.close();
}

async function compareSessionLoad(): Promise<void> {
  const env = { REDIS_URL, DATABASE_URL: databaseUrl, MFA_SECRET: randomBytes(32).toString("base64") };
  const [plain, ours] = [await startServer("servers/plain.ts", env), await startServer("servers/sallyport.ts", env)];
  const contenders = [await signInPlain(plain), await signInOurs(ours)];
  for (const contender of contenders)
    say(`${contender.name}: ${await commandsPerRequest(contender, REDIS_URL)} per request`);

  const rounds = new Map<string, Round[]>(contenders.map(({ name: who }) => [who, []]));
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const contender of contenders)
      rounds.get(contender.name)?.push(await loadRound(contender, Number(values.seconds)));

  const rates = contenders.map((contender) => report(contender.name, rounds.get(contender.name) ?? []));
  say(`b/a = ${((rates[1] ?? 0) / (rates[0] ?? 1)).toFixed(2)} (Node ${process.version})`);
  for (const { server } of contenders) await server.stop();
}

function report(who: string, rounds: readonly Round[]): number {
  const rate = median(rounds.map(({ requestsPerSecond }) => requestsPerSecond));
  const failures = rounds.reduce((sum, round) => sum + round.failures, 0);
  const each = rounds.map(({ requestsPerSecond }) => requestsPerSecond.toFixed(0)).join(", ");
  say(
    `${who}: ${rate.toFixed(0)} req/s (${each}), p50 ${String(median(rounds.map(({ p50 }) => p50)))} ms, p99 ${String(median(rounds.map(({ p99 }) => p99)))} ms, ${String(failures)} failures`,
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
