import { ProblemError } from "./problem-error.ts";
import type { Method, Sender } from "./types.ts";

/**
 * Where the router is, and how it is reached.
 *
 * @example
 * ```ts
 * import { createClient, type ClientOptions } from "sallyport/client";
 *
 * const options: ClientOptions = { baseUrl: "https://api.bank.example/api/v1" };
 * export const client = createClient(options);
 * ```
 */
export interface ClientOptions {
  /** Where the router is mounted: `/api/v1` for a page of the same origin, else with the origin before it. */
  readonly baseUrl: string;
  /** In the place of the platform's own: for an access token, for a log. */
  readonly fetch?: typeof fetch;
}

/**
 * The calls of the router (docs/http.md). Paths are those of the documentation; what they take and answer is in the types.
 *
 * @example
 * ```ts
 * import type { Client } from "sallyport/client";
 *
 * export async function rename(client: Client, id: string, name: string): Promise<void> {
 *   await client.patch("/mfa/methods/:id", { name }, { params: { id } });
 * }
 * ```
 */
export interface Client {
  readonly get: Sender<"GET">;
  readonly post: Sender<"POST">;
  readonly put: Sender<"PUT">;
  readonly patch: Sender<"PATCH">;
  readonly delete: Sender<"DELETE">;
}

/**
 * A client of the router, for browsers and everything else that has `fetch`. Sends JSON, and the cookies of its own origin
 * alone; throws a `ProblemError` for a refusal, and whatever `fetch` throws where there is no answer.
 *
 * @example
 * ```ts
 * import { createClient } from "sallyport/client";
 *
 * const client = createClient({ baseUrl: "/api/v1" });
 * const { methods } = await client.get("/mfa/status");
 * await client.post("/mfa/verify", { method: "totp", code: "123456" });
 * console.log(methods.map(({ name }) => name));
 * ```
 */
export function createClient({ baseUrl, fetch: own }: ClientOptions): Client {
  const base = baseUrl.replace(/\/+$/, "");

  async function send({ method, path, body, options = {} }: Sending): Promise<unknown> {
    const { params = {}, query = {}, signal } = options;
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    );
    const search = given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
    const response = await (own ?? globalThis.fetch)(`${base}${fill(path, params)}${search}`, {
      method,
      credentials: "same-origin",
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    const answer = await read(response);
    if (!response.ok) throw new ProblemError(response, answer);
    return answer;
  }

  // What the types say is what the document of the router says, and a test holds the router against that.
  const plain = (method: Method) => (path: string, options?: SendOptions) => send({ method, path, options });
  const withBody =
    (method: Method) =>
    (path: string, body: object = {}, options?: SendOptions) =>
      send({ method, path, body, options });
  return {
    get: plain("GET"),
    post: withBody("POST"),
    put: withBody("PUT"),
    patch: withBody("PATCH"),
    delete: plain("DELETE"),
  } as Client;
}

interface SendOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

interface Sending {
  readonly method: Method;
  readonly path: string;
  readonly body?: object;
  readonly options: SendOptions | undefined;
}

/** `.` and `..` would lead to another call: no encoding keeps `fetch` from resolving them (URL Standard, section 4.4). */
function fill(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || /^\.{0,2}$/.test(value)) throw new TypeError(`${path}: "${name}" can't stand in a path`);
    return encodeURIComponent(value);
  });
}

/** What a request that is resumed answers is the app's: it need not be JSON. */
async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!/^application\/(?:[\w.-]+\+)?json\b/.test(response.headers.get("content-type") ?? "")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
