import { randomUUID } from "node:crypto";
import { startProgram, type Program } from "./program.ts";

/** Several processes of one app on one PostgreSQL and one Redis. */
export interface Cluster {
  /** A cookie jar at one of the processes, counted around. */
  jar(process: number): Jar;
  /** SIGTERM to one of them, and another one in its place. */
  restart(process: number): Promise<void>;
  /** SIGKILL to one of them, in the middle of whatever it does, and another one in its place. */
  kill(process: number): Promise<void>;
  close(): Promise<void>;
}

/** A browser, as little of it as a race needs. */
export interface Jar {
  post(path: string, body?: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** The same cookies at another process. */
  at(process: number): Jar;
  /** The same cookies from another address, as a proxy in front of the processes says it. */
  from(address: string): Jar;
  cookie(): string;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Where the processes keep things. */
export interface ClusterServers {
  readonly processes: number;
  readonly databaseUrl: string;
  /** One for all, or one for each. */
  readonly redisUrl?: string | ((process: number) => string);
  /** Root nodes of a Redis Cluster, in place of `redisUrl`. */
  readonly redisNodes?: readonly string[];
  /** A mail server; everybody has the address `<id>@example.com` then. */
  readonly smtpUrl?: string;
}

export async function startCluster(given: ClusterServers): Promise<Cluster> {
  const start = (process: number): Promise<Program> =>
    startProgram({ file: "test/support/race-server.ts", env: environment(given, process), ready: "listening on" });
  const programs = await Promise.all(Array.from({ length: given.processes }, (_, process) => start(process)));
  const urlOf = (process: number): string =>
    /listening on (\S+)/.exec(programs[process % programs.length]?.output() ?? "")?.[1] ?? "";
  return {
    jar: (process) => openJar(urlOf, { process, cookie: "" }),
    restart: async (process) => {
      await programs[process]?.stop();
      programs[process] = await start(process);
    },
    kill: async (process) => {
      await programs[process]?.kill();
      programs[process] = await start(process);
    },
    close: async () => {
      await Promise.all(programs.map((program) => program.stop()));
    },
  };
}

function environment(given: ClusterServers, process: number): Record<string, string | undefined> {
  const { databaseUrl, redisUrl, redisNodes, smtpUrl } = given;
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: typeof redisUrl === "function" ? redisUrl(process) : redisUrl,
    TEST_REDIS_CLUSTER: redisNodes?.join(","),
    SMTP_URL: smtpUrl,
  };
}

function openJar(
  urlOf: (process: number) => string,
  start: { process: number; cookie: string; address?: string },
): Jar {
  let { cookie } = start;

  async function call(path: string, init: RequestInit): Promise<Answer> {
    const address = start.address === undefined ? {} : { "x-forwarded-for": start.address };
    const headers = { "content-type": "application/json", cookie, ...address };
    const response = await fetch(urlOf(start.process) + path, { ...init, headers });
    cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  return {
    post: (path, body = {}) => call(path, { method: "POST", body: JSON.stringify(body) }),
    get: (path) => call(path, {}),
    delete: (path) => call(path, { method: "DELETE" }),
    at: (process) => openJar(urlOf, { ...start, process, cookie }),
    from: (address) => openJar(urlOf, { ...start, cookie, address }),
    cookie: () => cookie,
  };
}

/** Somebody whom no other test knows. */
export function somebody(): string {
  return randomUUID();
}
