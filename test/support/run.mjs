// `npm test` and `npm run test:long`: runs mocha over test/ and prints what CI reads as the very last line.
//
//   npm test                                  every test/**/*.test.ts, in several processes
//   TEST_SHARDS=1 npm test                    the same in one
//   npm test -- test/core                     a folder, a file or a pattern
//   npm test -- --grep "backup code"          anything else goes to mocha as it is, in one process
//   npm run test:long                         every test/**/*.long.ts instead, in one process
//
// mocha runs without --exit: a handle that stays open is a bug, and reporter.cjs names the file that opened it.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMocha } from "./mocha-process.mjs";
import { countShards, filesOf, piecesOf, rememberDurations } from "./shards.mjs";

const TAKES_VALUE = new Set(["--grep", "-g", "--fgrep", "-f", "--timeout", "-t", "--slow", "-s", "--retries"]);
const BAR = "!".repeat(80);
const folder = mkdtempSync(join(tmpdir(), "sallyport-test-"));
const running = new Set();
let isInterrupted = false;

// mocha runs in process groups of its own, which Ctrl+C doesn't reach. This process stays to clean up and to count.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    isInterrupted = true;
    for (const mocha of running) mocha.stop();
  });

try {
  const { pieces, ...how } = plan(process.argv.slice(2));
  const outcomes = await runAll(pieces, how);
  const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  if (pieces.length > 1 || outcomes.some(({ hasDied }) => hasDied)) repeat(outcomes);
  if (how.options.length === 0) rememberDurations(Object.assign({}, ...outcomes.map(({ durations }) => durations)));
  console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
  process.exitCode = outcomes.length === pieces.length && outcomes.every(({ isFine }) => isFine) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {readonly string[]} given */
function plan(given) {
  const isLong = given.includes("--long");
  const ending = isLong ? ".long.ts" : ".test.ts";
  const options = [];
  const specs = [];
  for (const [index, argument] of given.entries()) {
    if (argument === "--long") continue;
    const isValue = TAKES_VALUE.has(given[index - 1] ?? "");
    (isValue || argument.startsWith("-") ? options : specs).push(argument);
  }
  const files = filesOf(specs.length > 0 ? specs : ["test"], ending);
  const shards = isLong || options.length > 0 ? 1 : countShards();
  return { options, shards, timeout: isLong ? 120_000 : 20_000, pieces: files ? piecesOf(files, shards) : [specs] };
}

/** Hands the pieces out to so many workers, in their order. */
async function runAll(pieces, { options, shards, timeout }) {
  const outcomes = [];
  const waiting = pieces.entries();
  const worker = async () => {
    for (const [index, specs] of waiting) {
      if (isInterrupted) return;
      const outcome = join(folder, `${index}.json`);
      const log = pieces.length > 1 ? join(folder, `${index}.log`) : undefined;
      const mocha = startMocha({ options, specs, timeout, outcome, log });
      running.add(mocha);
      outcomes.push(await mocha.ended);
      running.delete(mocha);
      if (log)
        console.log(
          `\n=== ${outcomes.length} of ${pieces.length}, files: ${specs.length}\n${readFileSync(log, "utf8")}`,
        );
    }
  };
  await Promise.all(Array.from({ length: shards }, worker));
  return outcomes;
}

/** What each piece has said at its end, where one looks for it. */
function repeat(outcomes) {
  const lists = {
    FAILED: outcomes.flatMap(({ failures }) => failures),
    SKIPPED: outcomes.flatMap(({ skips }) => skips),
  };
  for (const [title, lines] of Object.entries(lists))
    if (lines.length > 0)
      console.log([BAR, `${lines.length} ${title}:`, ...lines.map((line) => `  - ${line}`), BAR].join("\n"));
}
