/** How a piece of a compiled path is written: `name` is undefined for the nameless wildcard of Express 4. */
type Spell = (piece: "param" | "rest") => string;

const PLAIN = /^\(\[\^\\?\/\]\+\??\)$/;

// What path-to-regexp makes of a path that is mounted: 0.1 (Express 4), and 8 (Express 5).
const COMPILED = [/^\^(.*?)(?:\\\/\?)?\(\?=\\\/\|\$\)$/s, /^\^\(\?:(.*)\)\(\?:\\\/\$\)\?\(\?=\\\/\|\$\)$/s];

const PIECES: readonly (readonly [RegExp, (found: RegExpExecArray, spell: Spell) => string])[] = [
  // 0.1: `(?:\/([^/]+?))`, with its slash inside since 0.1.8; a pattern of the app's own; `?` where it may be missing.
  [
    /\(\?:(\\\/)?(\((?:[^()\\]|\\.)*\))\)(\?)?/y,
    ([, slash, capture = "", optional = ""], spell) =>
      `${slash ? "/" : ""}${spell("param")}${PLAIN.test(capture) ? "" : capture}${optional}`,
  ],
  [/\(\[\^\\?\/\]\+\??\)/y, (_found, spell) => spell("param")],
  [/\((?:\.\*|\.\+|\[\\s\\S\]\+|\[\^\]\+)\)/y, (_found, spell) => spell("rest")],
  [/\\([/.-])/y, ([, character = ""]) => character],
  [/[\w~%@!&',;= -]+/y, ([text]) => text],
];

/**
 * What was written before path-to-regexp compiled it. Undefined where that is not certain: something in it would read
 * like a parameter, or the expression is one of the app's own.
 */
export function textOf(source: string, names: readonly string[]): string | undefined {
  const left = [...names];
  return unwind(source, (piece) => `${piece === "param" ? ":" : "*"}${left.shift() ?? ""}`);
}

/** A path that the expression takes, to ask its matcher for the names of its parameters. */
export function exampleOf(source: string): string | undefined {
  return unwind(source, () => "x");
}

function unwind(source: string, spell: Spell): string | undefined {
  const inner = COMPILED.map((wrapping) => wrapping.exec(source)?.[1]).findLast((found) => found !== undefined);
  if (inner === undefined) return undefined;
  let text = "";
  for (let at = 0; at < inner.length;) {
    const piece = pieceAt(inner, at, spell);
    if (!piece) return undefined;
    text += piece.text;
    at = piece.end;
  }
  return text === "" ? "/" : text;
}

function pieceAt(inner: string, at: number, spell: Spell): { readonly text: string; readonly end: number } | undefined {
  for (const [pattern, write] of PIECES) {
    pattern.lastIndex = at;
    const found = pattern.exec(inner);
    if (found) return { text: write(found, spell), end: at + found[0].length };
  }
  return undefined;
}
