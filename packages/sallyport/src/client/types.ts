import type { MfaCalls } from "./calls/mfa.ts";
import type { SecurityCalls } from "./calls/security.ts";
import type { SessionsCalls } from "./calls/sessions.ts";
import type { Nothing } from "./calls/shared.ts";

/**
 * Every call of the router, by its name: what it takes (`body`, `query`) and what it answers. For types of your own.
 *
 * @example
 * ```ts
 * import type { Calls } from "sallyport/client";
 *
 * export type Status = Calls["GET /mfa/status"]["answer"];
 * ```
 */
export type Calls = MfaCalls & SessionsCalls & SecurityCalls;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The paths that are called with this method, as docs/http.md writes them: `/mfa/methods/:id`. */
type PathOf<M extends Method> = keyof Calls extends infer Name
  ? Name extends `${M} ${infer Path}`
    ? Path
    : never
  : never;

type CallOf<M extends Method, Path extends string> =
  Calls extends Readonly<Record<`${M} ${Path}`, infer Call>> ? Call : never;

type AnswerOf<M extends Method, Path extends string> =
  CallOf<M, Path> extends { readonly answer: infer Answer } ? Answer : never;

/** The names in a path: `id` in `/mfa/methods/:id`. */
type ParamOf<Path extends string> = Path extends `${string}/:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | ParamOf<`/${More}`>
    : Rest
  : never;

/** What stands beside the body. */
type CallOptions<Call, Path extends string> = {
  /** Stops waiting. */
  readonly signal?: AbortSignal;
} & ([ParamOf<Path>] extends [never] ? unknown : { readonly params: Readonly<Record<ParamOf<Path>, string>> }) &
  (Call extends { readonly query: infer Query } ? { readonly query?: Query } : unknown);

/** What comes after the path: the body, where there is one, and the options; each may be left out where nothing in it is needed. */
type InputOf<M extends Method, Path extends string> =
  CallOf<M, Path> extends infer Call
    ? Call extends { readonly body: infer Body }
      ? [ParamOf<Path>] extends [never]
        ? Nothing extends Body
          ? [body?: Body, options?: CallOptions<Call, Path>]
          : [body: Body, options?: CallOptions<Call, Path>]
        : [body: Body, options: CallOptions<Call, Path>]
      : [ParamOf<Path>] extends [never]
        ? [options?: CallOptions<Call, Path>]
        : [options: CallOptions<Call, Path>]
    : never;

/** Makes the calls of one method. */
export type Sender<M extends Method> = <Path extends PathOf<M>>(
  path: Path,
  ...input: InputOf<M, Path>
) => Promise<AnswerOf<M, Path>>;
