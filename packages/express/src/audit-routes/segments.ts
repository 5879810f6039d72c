import type { Path } from "./layer-paths.ts";

/**
 * One segment of a path. `literal` stands for itself, `param` for any one segment (`:id`), `rest` for whatever is left,
 * `pattern` for something that only the same spelling is known to match (`:id(\\d+)`). `whole` is a path that can't be
 * taken apart, in one piece; `unknown` is like nothing else.
 */
export interface Segment {
  readonly kind: "literal" | "param" | "rest" | "pattern" | "whole" | "unknown";
  readonly text: string;
  /** Whether the router of this segment tells capital letters from small ones. */
  readonly isSensitive: boolean;
  /** Whether it belongs to a mount, which takes whatever follows, and not to a route. */
  readonly isMount: boolean;
  /** Where it is the first one behind a mount: whether that swallows a slash, so that `/admin//users` gets there as well. */
  readonly behindMount?: "swallowing" | "other" | undefined;
}

/** What all segments of a path share. */
export type Traits = Pick<Segment, "isSensitive" | "isMount"> & { readonly isStrict: boolean };

/** Whatever is below a mount. */
export const BELOW: Segment = { kind: "unknown", text: "", isSensitive: false, isMount: false };

const LITERAL = /^[\w\-.~%@!&',;= ]+$/;

// In Express 4 the rest of a path is a regular expression: what makes its slashes uncertain makes all of it uncertain.
const CAPTURE = /\([^()?]*\)/g;
const UNCERTAIN = /\||\?[^/]|\{[\d,]/;

/** Takes a path apart, as far as that is certain. */
export function segmentsOf(path: Path, { isSensitive, isMount, isStrict }: Traits): readonly Segment[] {
  const segment = (kind: Segment["kind"], text: string): Segment => ({ kind, text, isSensitive, isMount });

  // Such an expression goes on where it stopped the last time: what it matches changes from call to call.
  if (typeof path !== "string") return [segment(path.global || path.sticky ? "unknown" : "whole", String(path))];
  const text = isStrict ? path : path.replace(/\/$/, "");
  if (text === "" || text === "/") return [];
  if (!text.startsWith("/") || UNCERTAIN.test(text.replaceAll(CAPTURE, ""))) return [segment("whole", text)];
  const parts = text.slice(1).split("/");
  return parts.map((part, index) => segment(kindOf(part, index === parts.length - 1), part));
}

function kindOf(text: string, isLast: boolean): Segment["kind"] {
  if (LITERAL.test(text)) return "literal";
  if (/^:\w+$/.test(text)) return "param";
  return isLast && /^\*\w*$/.test(text) ? "rest" : "pattern";
}
