import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";

/** A server of the benchmark, in a process of its own on the first core. */
export interface BenchServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startServer(file: string, env: Readonly<Record<string, string>>): Promise<BenchServer> {
  const node = [
    process.execPath,
    "--conditions=sallyport-source",
    "--import",
    "tsx",
    new URL(file, import.meta.url).pathname,
  ];
  const [command = "", ...args] = existsSync("/usr/bin/taskset") ? ["taskset", "-c", "0", ...node] : node;
  const child = spawn(command, args, {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes("listening on")) break;
  }
  const url = /listening on (\S+)/.exec(output)?.[1];
  if (url === undefined) throw new Error(`${file} did not start: ${output}`);
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
