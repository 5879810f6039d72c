import { isRegExp } from "node:util/types";
import type { Layer, Matcher, Router } from "./layer.ts";
import { exampleOf, textOf } from "./path-text.ts";

/** A path as the app wrote it. */
export type Path = string | RegExp;

/**
 * The paths that a layer is mounted on, one by one. Express 4 keeps a regular expression alone, the router of Express 5
 * kept nothing but closures before its 2.3: there the text is won back, or the expression stands for it.
 */
export function pathsOf(layer: Layer, router: Router): readonly Path[] {
  if (layer.route) return flat(layer.route.path);
  if (layer.rawPath !== undefined) return flat(layer.rawPath);
  if (layer.regexp) return isCompiled(layer.regexp, router) ? textsOf(layer.regexp, layer.keys) : [layer.regexp];
  return (layer.matchers ?? []).map((matcher) => pathBehind(matcher, router));
}

/** An expression that does not treat capital letters as its router does is one of the app's own. */
function isCompiled(expression: RegExp, router: Router): boolean {
  return expression.ignoreCase !== (router.caseSensitive === true);
}

function flat(path: unknown): readonly Path[] {
  return [path].flat(Infinity).map((one) => (isRegExp(one) ? one : String(one)));
}

/** Express 4 joins the paths of an array into one expression, and their keys into one list. */
function textsOf(expression: RegExp, keys: Layer["keys"] = []): readonly Path[] {
  const names = keys.map(({ name }) => (typeof name === "string" ? name : ""));
  const texts: string[] = [];
  for (const source of expression.source.split(/\|(?=\^)/)) {
    const text = textOf(source, names);
    if (text === undefined) return [expression];
    names.splice(0, text.match(/[:*]/g)?.length ?? 0);
    texts.push(text);
  }
  return texts;
}

function pathBehind(matcher: Matcher, router: Router): Path {
  const expression = expressionBehind(matcher);
  if (expression === undefined) return "(unknown)";
  if (!isCompiled(expression, router)) return expression;
  const example = exampleOf(expression.source);
  const found = example === undefined ? false : matcher(example);
  return textOf(expression.source, found ? Object.keys(found.params) : []) ?? expression;
}

/**
 * The expression that a matcher closes over. It can't be reached, but it shows itself when it is used: so for the length
 * of one call, which nothing can come between, whoever runs an expression is noted down.
 */
function expressionBehind(matcher: Matcher): RegExp | undefined {
  const { exec } = RegExp.prototype;
  const seen: RegExp[] = [];
  try {
    RegExp.prototype.exec = function noteDown() {
      seen.push(this);
      return null;
    };
    matcher("/");
  } finally {
    RegExp.prototype.exec = exec;
  }
  return seen[0];
}
