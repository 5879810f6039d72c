import { expect } from "chai";
import { codeFor } from "./authenticator.ts";
import { somebody, startCluster, type Answer, type Cluster, type Jar } from "./cluster.ts";
import { postgresDatabase } from "./databases.ts";
import { startRedisCluster } from "./redis-cluster.ts";
import { redisUrl } from "./redis-servers.ts";
import { requireServer } from "./require-server.ts";

/** A Redis of one kind, for four processes. */
export interface RedisKind {
  readonly name: string;
  /** How often a race is run: each round takes longer on six servers of one machine. */
  readonly rounds: number;
  readonly revocations: number;
}

interface OpenedRedis {
  readonly servers: { readonly redisUrl: string } | { readonly redisNodes: readonly string[] };
  close(): Promise<void>;
}

const kinds: readonly (RedisKind & { open(context: Mocha.Context): Promise<OpenedRedis> })[] = [
  { name: "one Redis", rounds: 20, revocations: 1000, open: openSingle },
  { name: "one Redis Cluster", rounds: 5, revocations: 200, open: openCluster },
];

async function openSingle(context: Mocha.Context): Promise<OpenedRedis> {
  const url = requireServer(context, "Redis", await redisUrl());
  return { servers: { redisUrl: url }, close: () => Promise.resolve() };
}

async function openCluster(context: Mocha.Context): Promise<OpenedRedis> {
  const servers = requireServer(context, "redis-server or redis-cli", await startRedisCluster());
  return { servers: { redisNodes: servers.rootNodes.map(({ url }) => url) }, close: servers.stop };
}

/** Runs a suite on four processes that share a PostgreSQL and a Redis, once for each kind of Redis. */
export function onFourProcesses(title: string, suite: (running: () => Cluster, kind: RedisKind) => void): void {
  for (const kind of kinds)
    describe(`${title} (four processes, one PostgreSQL, ${kind.name})`, () => {
      const opened: { close(): Promise<void> }[] = [];
      let cluster: Cluster | undefined;

      before(async function () {
        const database = requireServer(this, "PostgreSQL", await postgresDatabase());
        opened.push(database);
        const redis = await kind.open(this);
        opened.push(redis);
        cluster = await startCluster({ processes: 4, databaseUrl: database.url ?? "", ...redis.servers });
      });
      after(async () => {
        await cluster?.close();
        for (const each of opened) await each.close();
      });

      suite(() => cluster ?? expect.fail("the processes did not start"), kind);
    });
}

/** A browser that has sent its sign-in, and what came of it. */
export interface SignedIn {
  readonly jar: Jar;
  readonly answer: Answer;
  /** The public handle; empty where nobody was signed in. */
  readonly sessionId: string;
}

/** A full sign-in: nobody here has a second factor, unless a test enrolls them. */
export async function signIn(jar: Jar, id: string): Promise<SignedIn> {
  const answer = await jar.post(`/login/${id}`);
  return { jar, answer, sessionId: answer.status === 200 ? String(answer.body["sessionId"]) : "" };
}

/** Somebody with an authenticator app; the time step of now is used up. */
export async function enroll(cluster: Cluster): Promise<{ id: string; url: string; backupCodes: string[]; jar: Jar }> {
  const id = somebody();
  const jar = cluster.jar(0);
  await jar.post(`/login/${id}`);
  const url = String((await jar.post("/api/v1/mfa/setup/totp")).body["otpauthUrl"]);
  const { body, status } = await jar.post("/api/v1/mfa/verify/totp", { code: codeFor(url, new Date()) });
  expect(status).to.equal(200);
  return { id, url, backupCodes: body["backupCodes"] as string[], jar };
}

/** Whether a guarded route lets this browser in. */
export async function isIn(jar: Jar): Promise<boolean> {
  return (await jar.get("/account")).status === 200;
}

/** Handles of the sessions that the user of this browser is shown. */
export async function listedIds(jar: Jar): Promise<readonly string[]> {
  const { status, body } = await jar.get("/api/v1/sessions");
  expect(status).to.equal(200);
  return (body as unknown as readonly { readonly id: string }[]).map(({ id }) => id);
}
