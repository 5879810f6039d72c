import type express5 from "express";
import type { ErrorRequestHandler, Express, RequestHandler, Router } from "express";
import fc from "fast-check";
import { requireMfa } from "sallyport";

/** What an app is put together from. `leave` skips the rest of its router, `recover` forgets an error. */
export type Part =
  { readonly kind: "guard" | "leave" | "recover"; readonly path: string | RegExp } | RoutePart | RouterPart;

interface RoutePart {
  readonly kind: "get" | "all";
  readonly path: string | RegExp;
  readonly chain: readonly Link[];
}

interface RouterPart {
  readonly kind: "router" | "app";
  readonly path: string | RegExp;
  readonly sensitive: boolean;
  readonly strict: boolean;
  readonly parts: readonly Part[];
}

type Link = "guard" | "handler" | "skip" | "recover";

/** An app that was put together, and what the audit has to find in it. */
export interface RandomApp {
  readonly app: Express;
  /** The methods of its routes, in order. */
  readonly methods: readonly string[];
  /** The routes whose last handler a request gets to, by their index. */
  reached(url: string): Promise<readonly number[]>;
}

const SEGMENTS = {
  4: ["a", "b", "A", ":x", ":y", ":x?", ":n(\\d+)", ":l(a|b)", "*", "b*", "a?", ":x.:y", "?a", "a|b"],
  5: ["a", "b", "A", ":x", ":y", "*w", "{b}", "a{b}", ":x.b"],
} as const;
const WHOLE = {
  4: ["/", "*", "/*", "/a/:x(\\d+)", "a"],
  5: ["/", "/{*w}", "/*w", "/a{/*w}", "/a/{*w}", "{/:x}/b"],
} as const;
const EXPRESSIONS = [/^\/a/, /^\/A/i, /\/b$/, /^\/a(?=\/|$)/i];

/** Paths as the router of this version of Express takes them. */
export function randomParts(version: 4 | 5): fc.Arbitrary<readonly Part[]> {
  const segment = fc.constantFrom<string>(...SEGMENTS[version]);
  const path = fc.oneof(
    { weight: 8, arbitrary: fc.array(segment, { maxLength: 3 }).map((parts) => `/${parts.join("/")}`) },
    { weight: 2, arbitrary: fc.constantFrom<string>(...WHOLE[version]) },
    { weight: 1, arbitrary: fc.array(segment, { minLength: 1, maxLength: 2 }).map((parts) => `/${parts.join("/")}/`) },
    { weight: 1, arbitrary: fc.constantFrom(...EXPRESSIONS) },
  );
  const link = fc.constantFrom<Link>("guard", "handler", "handler", "skip", "recover");
  const { parts } = fc.letrec<{ part: Part; parts: readonly Part[] }>((tie) => ({
    parts: fc.array(tie("part"), { minLength: 1, maxLength: 5, depthIdentifier: "app" }),
    part: fc.oneof(
      { depthIdentifier: "app", maxDepth: 3, withCrossShrink: true },
      fc.record({ kind: fc.constantFrom("guard", "guard", "guard", "recover", "leave"), path }),
      fc.record({ kind: fc.constantFrom("get", "all"), path, chain: fc.array(link, { minLength: 1, maxLength: 3 }) }),
      fc.record({
        kind: fc.constantFrom("router", "app"),
        path,
        sensitive: fc.boolean(),
        strict: fc.boolean(),
        parts: tie("parts"),
      }),
    ),
  }));
  return parts;
}

/** Spellings that a guard might not think of. */
export const randomUrl: fc.Arbitrary<string> = fc
  .array(fc.constantFrom("a", "b", "A", "B", "1", "a.b", "bb", "", "ab"), { maxLength: 5 })
  .map((segments) => `/${segments.join("/")}`);

/** Nobody is signed in, and `mfaSession` is not even mounted: no guard lets anybody pass. */
export function build(express: typeof express5, parts: readonly Part[]): RandomApp {
  const methods: string[] = [];
  const reached = new WeakMap<object, number[]>();
  const app = express();
  for (const part of parts) mount(app, part);
  return {
    app,
    methods,
    reached: async (url) => {
      const req = { method: "GET", url, headers: {} };
      reached.set(req, []);
      await new Promise((resolve) => {
        (app as unknown as Bare)(req, { setHeader: () => undefined }, resolve);
      });
      return reached.get(req) ?? [];
    },
  };

  function mount(router: Router, part: Part): void {
    const { path } = part;
    if (part.kind === "guard") router.use(path, requireMfa());
    else if (part.kind === "recover") router.use(path, recover);
    else if (part.kind === "leave") router.use(path, leave);
    else if ("chain" in part) mountRoute(router, part);
    else if ("parts" in part) {
      const inner =
        part.kind === "app" ? appOf(part) : express.Router({ caseSensitive: part.sensitive, strict: part.strict });
      for (const one of part.parts) mount(inner, one);
      router.use(path, inner);
    }
  }

  function mountRoute(router: Router, { kind, path, chain }: RoutePart): void {
    const last = chain.findLastIndex(isHandler);
    const index = methods.length;
    if (last >= 0) methods.push(kind.toUpperCase());
    const handlers = chain.map((link, at): RequestHandler => {
      if (link === "guard") return requireMfa();
      if (link === "recover") return recover as unknown as RequestHandler;
      return (req, _res, next) => {
        if (at === last) reached.get(req)?.push(index);
        if (link === "skip") next("route");
        else next();
      };
    });
    router[kind](path, ...handlers);
  }

  function appOf({ sensitive, strict }: RouterPart): Router {
    return express().set("case sensitive routing", sensitive).set("strict routing", strict);
  }
}

type Bare = (req: object, res: object, done: (error?: unknown) => void) => void;

const leave: RequestHandler = (_req, _res, next) => {
  next("router");
};

const recover: ErrorRequestHandler = (_error, _req, _res, next) => {
  next();
};

function isHandler(link: Link): boolean {
  return link === "handler" || link === "skip";
}
