import { isRegExp } from "node:util/types";

/** A layer of either router, as far as it is read: that of Express 4 has a `regexp`, that of Express 5 `matchers`. */
export interface Layer {
  readonly handle: Handler;
  /** The name of what was mounted. It stays when express-async-errors and the like put a function of theirs around it. */
  readonly name: string;
  readonly route?: Route | undefined;
  /** In the chain of a route: the one method that it is for. */
  readonly method?: string | undefined;
  readonly regexp?: RegExp | undefined;
  readonly keys?: readonly { readonly name: string | number }[] | undefined;
  readonly matchers?: readonly Matcher[] | undefined;
  /** The path as it was written; from router 2.3 on. */
  readonly rawPath?: unknown;
}

/** How a layer of Express 5 matches. */
export type Matcher = (path: string) => false | { readonly params: Readonly<Record<string, unknown>> };

/** What a layer runs. Whether it handles errors is told by the number of its parameters alone. */
export type Handler = (...args: readonly unknown[]) => unknown;

/** What `router.route(path)` makes. */
export interface Route {
  readonly path: unknown;
  readonly stack: readonly Layer[];
  readonly methods: Readonly<Record<string, boolean | undefined>>;
}

/** A router of Express 4 or 5, and what it holds. */
export interface Router {
  readonly stack: readonly Layer[];
  readonly caseSensitive?: boolean | undefined;
  readonly strict?: boolean | undefined;
}

interface Holder {
  readonly stack?: unknown;
  readonly router?: unknown;
  readonly lazyrouter?: unknown;
  readonly _router?: unknown;
}

/** The router that this is, or the router of the app that this is. */
export function routerOf(value: unknown): Router | undefined {
  if (typeof value !== "function") return undefined;
  const holder = value as Holder;
  // Express 4 has none before its first route, and a getter `router` that throws.
  if (typeof holder.lazyrouter === "function") return (holder._router as Router | undefined) ?? { stack: [] };
  return [holder, holder.router].find(isStacked);
}

/** Whether every layer is one that we know how to read. connect has stacks as well, of another kind. */
export function isReadable({ stack }: Router): boolean {
  return stack.every((layer) => isRegExp(layer.regexp) || Array.isArray(layer.matchers));
}

/** Express tells them from the others in the same way. */
export function isErrorHandler({ handle }: Layer): boolean {
  return handle.length === 4;
}

function isStacked(value: unknown): value is Router {
  return typeof value === "function" && Array.isArray((value as Holder).stack);
}

/** Express 4 compiles a path into an expression, Express 5 into functions. */
export function isOfExpress4({ regexp }: Layer): boolean {
  return regexp !== undefined;
}
