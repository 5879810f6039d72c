// How run.mjs splits a run over processes: into more pieces than there are processes, each about as long as its files
// took the last time. Whoever is done takes the next piece, so a wrong guess costs little.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative, resolve } from "node:path";

const root = join(import.meta.dirname, "../..");
const KNOWN = join(root, "node_modules/.cache/sallyport/test-durations.json");

// What a test file takes that has not run yet: an average of those that have.
const MS_PER_BYTE = 0.8;
// Each process loads mocha, the packages and a database of its own first. Less than this is not worth it.
const LEAST_MS = 30_000;
// Beyond it, the browsers and servers that tests start get too slow.
const MOST_SHARDS = 3;

/** How many processes run at a time; TEST_SHARDS says it better than the number of processors. */
export function countShards() {
  // c8 merges what several processes have run, and loses lines on the way: 9 % of them, measured with two.
  if (process.env.NODE_V8_COVERAGE) return 1;
  const given = process.env.TEST_SHARDS;
  if (!given) return Math.min(availableParallelism(), MOST_SHARDS);
  if (!/^[1-9][0-9]?$/.test(given))
    throw new Error(`TEST_SHARDS is a number from 1 to 99, not ${JSON.stringify(given)}`);
  return Number(given);
}

/**
 * The files behind names of files and folders; undefined where one is a pattern, which mocha reads better.
 * @param {readonly string[]} specs
 * @param {string} ending
 */
export function filesOf(specs, ending) {
  const files = new Set();
  for (const spec of specs) {
    const path = resolve(root, spec);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return undefined;
    const found = stat.isDirectory() ? readdirSync(path, { recursive: true }).map((name) => join(path, name)) : [path];
    for (const file of found) if (!stat.isDirectory() || file.endsWith(ending)) files.add(relative(root, file));
  }
  return [...files].sort();
}

/**
 * Long pieces first and short ones last, so that nobody waits long for the last one. A single piece where splitting
 * would win nothing.
 * @param {readonly string[]} files
 * @param {number} shards
 */
export function piecesOf(files, shards) {
  const known = readKnown();
  const expected = new Map(files.map((file) => [file, known[file] ?? sizeOf(file) * MS_PER_BYTE]));
  const waiting = [...files].sort((one, other) => expected.get(other) - expected.get(one));
  let left = [...expected.values()].reduce((sum, ms) => sum + ms, 0);
  if (shards === 1 || left < 2 * LEAST_MS) return [files];
  const pieces = [];
  while (waiting.length > 0) {
    const goal = Math.max(LEAST_MS, left / (shards + 1));
    const piece = [];
    for (let ms = 0; waiting.length > 0 && ms < goal; left -= expected.get(piece.at(-1))) {
      piece.push(waiting.shift());
      ms += expected.get(piece.at(-1));
    }
    pieces.push(piece.sort());
  }
  return pieces;
}

/**
 * For the next run. Another run may do the same at this moment.
 * @param {Readonly<Record<string, number>>} durations milliseconds of each file
 */
export function rememberDurations(durations) {
  const part = `${KNOWN}.${process.pid}`;
  mkdirSync(dirname(KNOWN), { recursive: true });
  writeFileSync(part, JSON.stringify({ ...readKnown(), ...durations }, null, 1));
  renameSync(part, KNOWN);
}

/** @returns {Record<string, number>} */
function readKnown() {
  try {
    return JSON.parse(readFileSync(KNOWN, "utf8"));
  } catch {
    return {};
  }
}

/** @param {string} file */
function sizeOf(file) {
  return statSync(join(root, file)).size;
}
