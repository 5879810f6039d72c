import { isOfExpress4 } from "./layer.ts";
import type { Segment } from "./segments.ts";
import { segmentsAlong, type Stretch, type Way } from "./way.ts";

/** The addresses that a layer runs for. */
export interface Reach {
  readonly segments: readonly Segment[];
  /** Whether nothing may follow: the layer is a route. */
  readonly isExact: boolean;
  readonly isStrict: boolean;
}

/** The addresses that a layer runs for on one of its paths. */
export function reachOf(stretch: Stretch): Reach {
  const { layer, path, router } = stretch;
  const isMount = layer.route === undefined;
  const isStrict = !isMount && router.strict === true;
  const open = typeof path === "string" ? withoutTail(path, { isV4: isOfExpress4(layer), isStrict }) : undefined;
  return {
    segments: segmentsAlong(open === undefined ? stretch : { ...stretch, path: open }),
    isExact: !isMount && open === undefined,
    isStrict,
  };
}

/** Whether the layer runs for every address that leads along the way. "No" where that is not certain. */
export function covers({ segments, isExact, isStrict }: Reach, way: Way): boolean {
  for (const [index, mine] of segments.entries()) {
    const theirs = way.segments[index];
    if (!theirs) return false;
    if (mine.kind === "rest") return isSegment(theirs) || (theirs.kind === "rest" && !theirs.behindMount);
    if (theirs.behindMount === "swallowing" || !matches(mine, theirs, isExact)) return false;
  }
  if (!isExact) return true;
  return way.segments.length === segments.length && !way.endsAtMount && (!isStrict || way.isStrict);
}

/** Whether no address along the way is one that the layer runs for. "No" where that is not certain. */
export function misses({ segments }: Reach, way: Way): boolean {
  for (const [index, mine] of segments.entries()) {
    const theirs = way.segments[index];
    if (!theirs || !isSegment(mine) || !isSegment(theirs)) return false;
    if (mine.kind === "literal" && theirs.kind === "literal" && !isSameWord(mine, theirs)) return true;
  }
  return false;
}

function matches(mine: Segment, theirs: Segment, isExact: boolean): boolean {
  // Who tells capital letters apart leaves out the spellings that somebody lets in who does not.
  const isSpelledTheSame = mine.text === theirs.text && (!mine.isSensitive || theirs.isSensitive);
  switch (mine.kind) {
    case "param":
      return isSegment(theirs);
    case "literal":
      return theirs.kind === "literal" && (isSpelledTheSame || (!mine.isSensitive && isSameWord(mine, theirs)));
    case "whole":
      // A mount runs at the end of a segment only, a route wherever its expression says so.
      return theirs.kind === "whole" && isSpelledTheSame && (isExact || theirs.isMount);
    case "pattern":
      // It may be empty, and then there is not even a slash behind a mount.
      return theirs.kind === "pattern" && isSpelledTheSame && !theirs.behindMount;
    default:
      return false;
  }
}

/** Exactly one segment of an address, and never an empty one. */
function isSegment({ kind }: Segment): boolean {
  return kind === "literal" || kind === "param";
}

function isSameWord(a: Segment, b: Segment): boolean {
  return a.text.toLowerCase() === b.text.toLowerCase();
}

/** What is left of a path that takes whatever follows: the prefix that it is. Undefined for all others. */
function withoutTail(path: string, on: { readonly isV4: boolean; readonly isStrict: boolean }): string | undefined {
  if (on.isV4) return path === "*" || path === "/*" ? "/" : undefined;
  if (/^\/?\{\*\w+\}$/.test(path)) return "/";
  // Where slashes count, "/admin{/*rest}" does not take "/admin/".
  return on.isStrict ? undefined : /^(.+)\{\/\*\w+\}$/.exec(path)?.[1];
}
