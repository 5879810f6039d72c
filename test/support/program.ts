import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A program that a test has started, and what it has printed. */
export interface Program {
  readonly child: ChildProcess;
  readonly output: () => string;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Starts one of our TypeScript files and waits until it has printed `ready`. */
export async function startProgram(given: {
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly ready: string;
}): Promise<Program> {
  const root = new URL("../..", import.meta.url);
  const tsx = new URL("node_modules/tsx/dist/esm/index.mjs", root).href;
  const child = spawn(
    process.execPath,
    ["--conditions=sallyport-source", "--import", tsx, new URL(given.file, root).pathname, ...(given.args ?? [])],
    {
      cwd: given.cwd ?? root, // Coverage of several processes does not add up: its merging loses lines that one of them has run.
      env: { ...process.env, NODE_V8_COVERAGE: undefined, ...given.env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  const exited = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    const listen = (text: Buffer): void => {
      output += text.toString();
      if (output.includes(given.ready)) resolve();
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => {
      reject(new Error(`${given.file} ended with ${String(code)} before it was ready:\n${output}`));
    });
  });
  return {
    child,
    output: () => output,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
