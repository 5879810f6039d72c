import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "redis";

const SERVER = process.env["TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379";

/** The Redis of this machine; undefined where there is none. Tests keep to key prefixes of their own. */
export async function redisUrl(): Promise<string | undefined> {
  return (await answers(SERVER)) ? SERVER : undefined;
}

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

/** Starts a Redis of our own on a free port; undefined where the program is missing. */
export async function startRedis(args: readonly string[] = []): Promise<PrivateRedis | undefined> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "sallyport-redis-"));
  const url = `redis://127.0.0.1:${String(port)}`;
  let server = await launch();
  if (!server) return undefined;

  async function launch(): Promise<ChildProcess | undefined> {
    const fixed = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
    const child = spawn("redis-server", [...fixed, ...args], { stdio: "ignore" });
    const failed = once(child, "error").then(() => false as const);
    for (let tries = 0; tries < 100; tries += 1) {
      const isUp = await Promise.race([failed, answers(url)]);
      if (isUp) return child;
      if (child.pid === undefined) return undefined;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error("the private Redis did not start");
  }

  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
  }

  return {
    url,
    port,
    freeze: () => server?.kill("SIGSTOP"),
    resume: () => server?.kill("SIGCONT"),
    kill,
    restart: async () => {
      await kill();
      server = await launch();
    },
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = createClient({ url, socket: { connectTimeout: 500, reconnectStrategy: false } });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    if (client.isOpen) client.destroy();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
