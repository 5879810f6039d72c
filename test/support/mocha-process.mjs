// One mocha process, and what came of it.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const LAST_WORDS_MS = 5000;

/**
 * `outcome` names a file for reporter.cjs, `log` one for all that is printed; without it, that is printed at once.
 * @param {{ options: readonly string[], specs: readonly string[], timeout: number, outcome: string, log?: string }} given
 */
export function startMocha({ options, specs, timeout, outcome, log }) {
  const output = log === undefined ? "inherit" : openSync(log, "a");
  const child = spawn(
    process.execPath,
    [
      ...["--conditions=sallyport-source", "--import", "tsx"],
      join(root, "node_modules/mocha/bin/mocha.js"),
      ...["--reporter", join(root, "test/support/reporter.cjs"), "--timeout", String(timeout), "--fail-zero"],
      ...(process.env.CI === "true" ? ["--forbid-only"] : []),
      ...(process.stdout.isTTY ? ["--color"] : []),
      ...options,
      ...specs,
    ],
    {
      cwd: root,
      stdio: ["ignore", output, output],
      env: { ...process.env, SALLYPORT_TEST_OUTCOME: outcome },
      // A group of its own, so that what it has started can be ended with it.
      detached: true,
    },
  );
  if (typeof output === "number") closeSync(output);
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      // mocha waits for its children; after a crash they are still there.
      signalGroup(child, "SIGKILL");
      resolve(readOutcome(outcome, { code: code ?? 1, how: signal ?? `code ${code}` }));
    });
  });
  return {
    ended,
    stop: () => {
      signalGroup(child, "SIGINT");
      setTimeout(() => signalGroup(child, "SIGKILL"), LAST_WORDS_MS).unref();
    },
  };
}

function signalGroup({ pid }, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // nobody is left
  }
}

/** Without a file, mocha died before the end: a test file that doesn't load, or a crash. */
function readOutcome(file, { code, how }) {
  try {
    const outcome = JSON.parse(readFileSync(file, "utf8"));
    // mocha sets the exit code of its process itself, and doesn't know what reporter.cjs finds out after the last test.
    return { ...outcome, isFine: code === 0 && outcome.failed === 0 };
  } catch {
    const failures = [`mocha ended with ${how} before its last test`];
    return { passed: 0, failed: 1, skipped: 0, failures, skips: [], durations: {}, isFine: false, hasDied: true };
  }
}
