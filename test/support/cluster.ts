import { randomUUID } from "node:crypto";
import { startProgram } from "./program.ts";

/** Several processes of one app on one PostgreSQL and one Redis. */
export interface Cluster {
  /** A cookie jar at one of the processes, counted around. */
  jar(process: number): Jar;
  close(): Promise<void>;
}

/** A browser, as little of it as a race needs. */
export interface Jar {
  post(path: string, body?: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** The same cookies at another process. */
  at(process: number): Jar;
  cookie(): string;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export async function startCluster(given: {
  processes: number;
  databaseUrl: string;
  redisUrl: string;
}): Promise<Cluster> {
  const env = { DATABASE_URL: given.databaseUrl, REDIS_URL: given.redisUrl };
  const starting = Array.from({ length: given.processes }, () =>
    startProgram({ file: "test/support/race-server.ts", env, ready: "listening on" }),
  );
  const programs = await Promise.all(starting);
  const urls = programs.map(({ output }) => /listening on (\S+)/.exec(output())?.[1] ?? "");
  return {
    jar: (process) => openJar(urls, { process, cookie: "" }),
    close: async () => {
      await Promise.all(programs.map((program) => program.stop()));
    },
  };
}

function openJar(urls: readonly string[], start: { process: number; cookie: string }): Jar {
  let { cookie } = start;
  const url = urls[start.process % urls.length] ?? "";

  async function call(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(url + path, { ...init, headers: { "content-type": "application/json", cookie } });
    cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  return {
    post: (path, body = {}) => call(path, { method: "POST", body: JSON.stringify(body) }),
    get: (path) => call(path, {}),
    at: (process) => openJar(urls, { process, cookie }),
    cookie: () => cookie,
  };
}

/** Somebody whom no other test knows. */
export function somebody(): string {
  return randomUUID();
}
