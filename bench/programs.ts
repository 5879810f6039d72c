import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import ts from "typescript";

/** A server of the benchmark, in a process of its own on the first core. */
export interface BenchServer {
  readonly url: string;
  /** Time on a processor since the start, in microseconds; 0 where /proc does not say. */
  processorTime(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Compiles the server and starts it on the built packages (`npm run build`): what is measured is what is published, not
 * what a loader makes of the sources.
 */
export async function startServer(file: string, env: Readonly<Record<string, string>>): Promise<BenchServer> {
  const outDir = new URL("../node_modules/.cache/sallyport/bench/", import.meta.url);
  for (const source of [file, "servers/listen.ts", "lanes.ts"]) {
    const text = await readFile(new URL(source, import.meta.url), "utf8");
    const target = new URL(source.replace(/\.ts$/, ".mjs"), outDir);
    await mkdir(new URL(".", target), { recursive: true });
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const built = text.replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.mjs"');
    const { outputText } = ts.transpileModule(built, { compilerOptions: options });
    await writeFile(target, outputText);
  }
  const node = [process.execPath, new URL(file.replace(/\.ts$/, ".mjs"), outDir).pathname];
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
    processorTime: async () => processorTimeOf(child.pid),
    stop: async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

const TICK_MICROSECONDS = 10_000;

/** proc(5): the 14th and 15th fields of `stat`, in ticks; the second one is a name in parentheses. */
async function processorTimeOf(pid = 0): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MICROSECONDS;
}
