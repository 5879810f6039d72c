import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askRedis } from "./ask-redis.ts";
import { freePort } from "./free-port.ts";
import { worksWithin } from "./until.ts";

/** A Redis that a test may break. */
export interface PrivateRedis {
  readonly url: string;
  readonly port: number;
  /** Stops answering, keeps its connections (SIGSTOP). */
  freeze(): void;
  resume(): void;
  /** kill -9 */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface RedisLaunch {
  readonly args?: readonly string[];
  /** Text of its configuration file, which it may write to. Default: nothing is stored on disk. */
  readonly configuration?: string;
  readonly findPort?: () => Promise<number>;
}

const IN_MEMORY = 'save ""\nappendonly no\n';
const PORTS_TO_TRY = 5;

/** Starts redis-server on a free port, in a folder of its own; undefined where the program is missing. */
export async function startRedisProcess(launch: RedisLaunch = {}): Promise<PrivateRedis | undefined> {
  const { args = [], configuration = IN_MEMORY, findPort = freePort } = launch;
  const folder = await mkdtemp(join(tmpdir(), "sallyport-redis-"));
  const file = join(folder, "redis.conf");
  await writeFile(file, configuration);
  const run = (port: number): Promise<Started> =>
    spawnRedis(port, [file, "--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...args]);
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });

  let port = await findPort();
  let started = await run(port);
  // Somebody else can take the port between the look and the start.
  for (let tries = 1; started === "failed" && tries < PORTS_TO_TRY; tries += 1) {
    port = await findPort();
    started = await run(port);
  }
  if (typeof started === "string") {
    await removeFolder();
    if (started === "missing") return undefined;
    throw new Error("the private Redis did not start");
  }

  let server = started;
  return {
    url: urlOf(port),
    port,
    freeze: () => server.kill("SIGSTOP"),
    resume: () => server.kill("SIGCONT"),
    kill: () => kill(server),
    restart: async () => {
      await kill(server);
      const again = await run(port);
      if (typeof again === "string") throw new Error("the private Redis did not start again");
      server = again;
    },
    stop: async () => {
      await kill(server);
      await removeFolder();
    },
  };
}

type Started = ChildProcess | "missing" | "failed";

async function spawnRedis(port: number, args: readonly string[]): Promise<Started> {
  const child = spawn("redis-server", args, { stdio: "ignore" });
  child.on("error", () => undefined);
  if (child.pid === undefined) return "missing";
  const isUp = await worksWithin(10, async () => isGone(child) || (await isAnsweredBy(child, port)));
  if (isUp && !isGone(child)) return child;
  await kill(child);
  return "failed";
}

export function urlOf(port: number): string {
  return `redis://127.0.0.1:${String(port)}`;
}

/** Another server that was quicker on the same port would answer as well. */
async function isAnsweredBy(child: ChildProcess, port: number): Promise<boolean> {
  const info = String(await askRedis(urlOf(port), ["INFO", "server"]));
  return info.split("\r\n").includes(`process_id:${String(child.pid)}`);
}

function isGone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function kill(child: ChildProcess): Promise<void> {
  if (isGone(child)) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
