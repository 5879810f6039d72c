import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Reads one line of arguments at a time; `-f` and no `eval`, so that they are words and nothing else. */
const LOOP = 'set -f; while read -r line; do oathtool $line 2>&1; echo "= $?"; done <"$1" >"$2"';

let ask: ((line: string) => string) | undefined;

/**
 * Runs `oathtool`, and returns what it printed; undefined where it is missing. A small shell starts it: to start a program
 * takes a process the longer the bigger it is, and one that runs tests is so big that this was a sixth of their time.
 */
export function oathtool(args: readonly string[]): string | undefined {
  ask ??= openShell();
  const [, output = "", status] = /^([^]*)= (\d+)$/.exec(ask(args.join(" "))) ?? [];
  if (status === "127") return undefined;
  if (status !== "0") throw new Error(output);
  return output.trim();
}

/** It ends with this process: nobody is left then who could write to it. */
function openShell(): (line: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-oathtool-"));
  const [asked, told] = [join(folder, "asked"), join(folder, "told")];
  // A system without pipes that have names is one without oathtool.
  if (spawnSync("mkfifo", [asked, told]).status !== 0) {
    rmSync(folder, { recursive: true });
    return () => "= 127";
  }
  spawn("sh", ["-c", LOOP, "sh", asked, told], { stdio: "ignore" }).unref();
  // Each waits until the shell has opened the other end.
  const [questions, answers] = [openSync(asked, "w"), openSync(told, "r")];
  rmSync(folder, { recursive: true });

  const chunk = Buffer.alloc(4096);
  return (line) => {
    writeSync(questions, `${line}\n`);
    let answer = "";
    while (!/^= \d+\n$/m.test(answer)) {
      const length = readSync(answers, chunk);
      if (length === 0) throw new Error("the shell that starts oathtool is gone");
      answer += chunk.toString("utf8", 0, length);
    }
    return answer.trimEnd();
  };
}
