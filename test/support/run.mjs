// `npm test` and `npm run test:long`: runs mocha over test/ and prints what CI reads as the very last line.
//
//   npm test                                  every test/**/*.test.ts
//   npm test -- test/core                     a folder, a file or a pattern
//   npm test -- --grep "backup code"          anything else goes to mocha as it is
//   npm run test:long                         every test/**/*.long.ts instead
//
// mocha runs in a process of its own, without --exit: a handle that stays open is a bug, and reporter.cjs names the
// file that opened it. To split the run over processes one day: one child per shard, and add up their results.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const TAKES_VALUE = new Set(["--grep", "-g", "--fgrep", "-f", "--timeout", "-t", "--slow", "-s", "--retries"]);
const root = join(import.meta.dirname, "../..");
const outcomes = mkdtempSync(join(tmpdir(), "sallyport-test-"));

// Ctrl+C reaches mocha as well; this process stays to clean up and to count.
process.on("SIGINT", () => undefined);
try {
  const { code, passed, failed, skipped } = await runMocha(readArguments(process.argv.slice(2)));
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = code;
} finally {
  rmSync(outcomes, { recursive: true, force: true });
}

/** @param {readonly string[]} given */
function readArguments(given) {
  const long = given.includes("--long");
  const files = long ? "*.long.ts" : "*.test.ts";
  const mocha = [];
  const specs = [];
  for (const [index, argument] of given.entries()) {
    const isValue = TAKES_VALUE.has(given[index - 1] ?? "");
    if (argument === "--long") continue;
    if (isValue || argument.startsWith("-")) mocha.push(argument);
    else specs.push(isFolder(argument) ? join(argument, "**", files) : argument);
  }
  return { mocha, specs: specs.length > 0 ? specs : [join("test", "**", files)], timeout: long ? 120_000 : 20_000 };
}

/** @param {string} path */
function isFolder(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** @param {{ mocha: string[], specs: string[], timeout: number }} plan */
async function runMocha({ mocha, specs, timeout }) {
  const outcome = join(outcomes, "outcome.json");
  const child = spawn(
    process.execPath,
    [
      ...["--conditions=sallyport-source", "--import", "tsx"],
      join(root, "node_modules/mocha/bin/mocha.js"),
      ...["--reporter", join(root, "test/support/reporter.cjs"), "--timeout", String(timeout), "--fail-zero"],
      ...(process.env.CI === "true" ? ["--forbid-only"] : []),
      ...mocha,
      ...specs,
    ],
    { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, SALLYPORT_TEST_OUTCOME: outcome } },
  );
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exitCode) => resolve(exitCode ?? 1));
  });
  const counts = readOutcome(outcome);
  // mocha sets the exit code of its process itself, and doesn't know what reporter.cjs finds out after the last test.
  return { ...counts, code: counts.failed > 0 ? code || 1 : code };
}

/** Without a file, mocha died before the end: a test file that doesn't load, or a crash. */
function readOutcome(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
