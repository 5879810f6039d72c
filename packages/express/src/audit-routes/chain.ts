import { METHODS } from "node:http";
import { isDeepStrictEqual } from "node:util";
import { guardAt, isGuard, type Guard } from "./guard.ts";
import { isErrorHandler, type Layer, type Route } from "./layer.ts";

const EVERY = METHODS.map((method) => method.toLowerCase());

/**
 * The methods that a route answers, "ALL" for those that it does not name: `route.all` leaves handlers without a
 * method, `app.all` the same handlers under every method that there is. A route of nothing but guards answers none.
 */
export function methodsOf(route: Route): readonly string[] {
  const named = Object.keys(route.methods).filter((method) => method !== "_all");
  const methods = isForAll(route) ? ["ALL"] : [...named, "ALL"].map((method) => method.toUpperCase());
  return methods.filter((method) => chainOf(route, method).some(isHandler));
}

/** The guards in the route's own chain that run before its last handler. */
export function ownGuards({ route, method, path }: Asked): readonly Guard[] {
  const chain = chainOf(route, method);
  const before = chain.slice(0, chain.findLastIndex(isHandler));
  // An error handler lets those go on that a guard had no answer for.
  return before.slice(before.findLastIndex(isErrorHandler) + 1).flatMap((layer) => guardIn(layer, path));
}

/**
 * The guards that everybody passes who comes through this route, on the way to others. Whatever runs before them could
 * leave the route (`next("route")`), so they have to come first; and no error handler may come after them.
 */
export function leadingGuards({ route, method, path }: Asked): readonly Guard[] {
  const isMixed = method === "ALL" && !isForAll(route);
  const chain = isMixed ? route.stack : chainOf(route, method);
  const end = chain.findIndex((layer) => !isGuard(layer) || (isMixed && layer.method !== undefined));
  const leading = chain.slice(0, end < 0 ? chain.length : end);
  // GET stands for HEAD as well, unless the route has something else for it.
  const isHeadOpen = method === "GET" && route.methods["head"] === true && !isGuardedFirst(route, "HEAD");
  return isHeadOpen || chain.some(isErrorHandler) ? [] : leading.flatMap((layer) => guardIn(layer, path));
}

/** One method of one route. */
export interface Asked {
  readonly route: Route;
  readonly method: string;
  readonly path: string;
}

function chainOf(route: Route, method: string): readonly Layer[] {
  const wanted = method === "ALL" ? (isForAll(route) ? "get" : undefined) : method.toLowerCase();
  return route.stack.filter((layer) => layer.method === undefined || layer.method === wanted);
}

function isForAll({ methods, stack }: Route): boolean {
  const handlesOf = (wanted: string): readonly unknown[] =>
    stack.filter(({ method }) => method === undefined || method === wanted).map(({ handle }) => handle);
  const first = handlesOf("get");
  return EVERY.every((method) => methods[method] === true && isDeepStrictEqual(handlesOf(method), first));
}

function isGuardedFirst(route: Route, method: string): boolean {
  const [first] = chainOf(route, method);
  return first !== undefined && isGuard(first);
}

function isHandler(layer: Layer): boolean {
  return !isGuard(layer) && !isErrorHandler(layer);
}

function guardIn(layer: Layer, path: string): readonly Guard[] {
  return isGuard(layer) ? [guardAt(layer, path)] : [];
}
