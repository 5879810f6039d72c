// mocha's `spec`, and three things more: skipped tests are listed with their reasons (and fail the run in CI), a test
// file that leaves the process open is named, and the counts go to run.mjs, with how long each file took.
"use strict";
const { writeFileSync } = require("node:fs");
const { relative } = require("node:path");
const { Runner, reporters } = require("mocha");

const OPEN_AFTER_MS = 10_000;
const BAR = "!".repeat(80);

class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.skipped = [];
    this.failed = [];
    this.durations = timeFiles(runner);
    const handles = watchHandles(runner);
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => this.skipped.push(test));
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test) => this.failed.push(`${test.fullTitle()}\n    ${fileOf(test)}`));
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      this.reportSkipped();
      this.save();
      // `unref`: fires only where something else keeps the process open.
      setTimeout(() => this.failOpen(handles.describeOpen()), OPEN_AFTER_MS).unref();
    });
  }

  /** mocha hands in the failures that make the exit code. */
  done(failures, exit) {
    exit(process.env.CI === "true" ? failures + this.skipped.length : failures);
  }

  reportSkipped() {
    if (this.skipped.length === 0) return;
    const lines = this.skipped.map((test) => `  - ${describeSkipped(test)}`);
    const verdict = process.env.CI === "true" ? ", and CI accepts none" : "";
    console.log([BAR, `${this.skipped.length} SKIPPED${verdict}:`, ...lines, BAR].join("\n"));
  }

  failOpen(open) {
    console.log(
      [BAR, `The process is still open ${OPEN_AFTER_MS / 1000} s after the last test:`, ...open, BAR].join("\n"),
    );
    this.failed.push(`the process stayed open\n${open.join("\n")}`);
    this.save();
    process.exit(1);
  }

  save() {
    const file = process.env.SALLYPORT_TEST_OUTCOME;
    const outcome = {
      passed: this.stats.passes,
      failed: this.failed.length,
      skipped: this.skipped.length,
      failures: this.failed,
      skips: this.skipped.map(describeSkipped),
      durations: this.durations,
    };
    if (file) writeFileSync(file, JSON.stringify(outcome));
  }
}

/** Milliseconds of each file, hooks with them. */
function timeFiles(runner) {
  const durations = {};
  let begin = 0;
  runner.on(Runner.constants.EVENT_SUITE_BEGIN, (suite) => {
    if (suite.parent?.root) begin = performance.now();
  });
  runner.on(Runner.constants.EVENT_SUITE_END, (suite) => {
    if (!suite.parent?.root) return;
    const file = fileOf(suite);
    durations[file] = Math.round((durations[file] ?? 0) + performance.now() - begin);
  });
  return durations;
}

/**
 * Remembers during which file each handle appeared. Node documents no way to tell who opened a socket;
 * `_getActiveHandles` is deprecated in the documentation only, and for this there is nothing else. It leaves timers out: of those we
 * know the number only.
 */
function watchHandles(runner) {
  const seen = new Map();
  let file = "(while the test files were loading)";
  let timers = countTimers();
  const timersOf = new Map();
  const look = () => {
    for (const handle of process._getActiveHandles()) if (!seen.has(handle)) seen.set(handle, file);
  };
  look();
  runner.on(Runner.constants.EVENT_SUITE_BEGIN, (suite) => {
    look();
    if (suite.file) file = fileOf(suite);
  });
  runner.on(Runner.constants.EVENT_TEST_END, look);
  runner.on(Runner.constants.EVENT_SUITE_END, (suite) => {
    look();
    if (!suite.parent?.root) return;
    if (countTimers() > timers) timersOf.set(file, countTimers() - timers);
    timers = countTimers();
  });
  return {
    describeOpen() {
      const own = new Set([process.stdin, process.stdout, process.stderr]);
      const open = process._getActiveHandles().filter((handle) => !own.has(handle) && handle.hasRef?.() !== false);
      const handles = open.map((handle) => `  - ${seen.get(handle) ?? file}: ${describe(handle)}`);
      const left = [...timersOf].map(([name, count]) => `  - ${name}: ${count} more timers after it than before`);
      return [...new Set([...handles, ...(countTimers() > 0 ? left : [])])];
    },
  };
}

function countTimers() {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout" || kind === "Immediate").length;
}

function describe(handle) {
  const address = handle.remotePort ? ` to port ${handle.remotePort}` : "";
  const listening = handle.listening ? ` listening on ${JSON.stringify(handle.address?.())}` : "";
  const command = handle.spawnargs ? ` ${handle.spawnargs.join(" ")}` : "";
  return `${handle.constructor?.name ?? "a handle"}${address}${listening}${command}`;
}

function fileOf({ file }) {
  return file ? relative(process.cwd(), file) : "(unknown file)";
}

function describeSkipped(test) {
  return `${test.fullTitle()}\n    ${fileOf(test)}: ${reasonOf(test)}`;
}

/** Set by skip.ts on the test, or on the suite where a hook skips them all. */
function reasonOf(test) {
  for (let at = test; at; at = at.parent) if (at.skipReason) return at.skipReason;
  return "no reason given: skip with test/support/skip.ts";
}

module.exports = Reporter;
