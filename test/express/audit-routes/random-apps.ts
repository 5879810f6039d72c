import type { Express, NextFunction, Request, RequestHandler, Response, Router } from "express";
import type express5 from "express";
import fc from "fast-check";
import { requireMfa } from "sallyport";

/** What an app is put together from. `leave` skips the rest of its router, `recover` forgets an error. */
export type Part =
  | { readonly kind: "guard" | "leave" | "recover"; readonly path: string | RegExp }
  | { readonly kind: "get" | "all"; readonly path: string | RegExp; readonly chain: readonly Link[] }
  | {
      readonly kind: "router" | "app";
      readonly path: string | RegExp;
      readonly sensitive: boolean;
      readonly strict: boolean;
      readonly parts: readonly Part[];
    };

type Link = "guard" | "handler" | "skip" | "recover";

/** An app that was put together, and its routes in order: what the audit has to list. */
export interface RandomApp {
  readonly app: Express;
  readonly rows: readonly string[];
  /** The routes whose last handler a request gets to, by their index in `rows`. */
  reached(url: string): Promise<ReadonlySet<number>>;
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
    ) as fc.Arbitrary<Part>,
  }));
  return parts;
}

/** Spellings that a guard might not think of. */
export const randomUrl: fc.Arbitrary<string> = fc
  .array(fc.constantFrom("a", "b", "A", "B", "1", "a.b", "bb", "", "ab"), { maxLength: 5 })
  .map((segments) => `/${segments.join("/")}`);

/** Nobody is signed in, and `mfaSession` is not even mounted: no guard lets anybody pass. */
export function build(express: typeof express5, parts: readonly Part[]): RandomApp {
  const rows: string[] = [];
  const reached = new Set<number>();
  const app = express();
  for (const part of parts) mount(app, part, "");
  return {
    app,
    rows,
    async reached(url) {
      reached.clear();
      const req = { method: "GET", url, headers: {} } as unknown as Request;
      const res = { setHeader: () => undefined } as unknown as Response;
      await new Promise((resolve) => (app as unknown as RequestHandler)(req, res, resolve));
      return new Set(reached);
    },
  };

  function mount(router: Express | Router, part: Part, shown: string): void {
    const path = part.path as string;
    if (part.kind === "guard") router.use(path, requireMfa());
    else if (part.kind === "recover") router.use(path, recover);
    else if (part.kind === "leave") router.use(path, (_req, _res, next) => next("router"));
    else if ("chain" in part) {
      if (part.chain.some((link) => link === "handler" || link === "skip")) rows.push(`${part.kind.toUpperCase()} ${join(shown, part.path)}`);
      router[part.kind](path, ...chainOf(part.chain, rows.length - 1));
    } else {
      const inner = part.kind === "router" ? express.Router({ caseSensitive: part.sensitive, strict: part.strict }) : express();
      if (part.kind === "app") {
        (inner as Express).set("case sensitive routing", part.sensitive).set("strict routing", part.strict);
      }
      const below = join(shown, part.path);
      for (const one of part.parts) mount(inner, one, below === "/" ? "" : below);
      router.use(path, inner as Router);
    }
  }

  function chainOf(chain: readonly Link[], index: number): RequestHandler[] {
    const last = chain.findLastIndex((link) => link === "handler" || link === "skip");
    return chain.map((link, at) => {
      if (link === "guard") return requireMfa();
      if (link === "recover") return recover as unknown as RequestHandler;
      return (_req, _res, next) => {
        if (at === last) reached.add(index);
        next(...((link === "skip" ? ["route"] : []) as ["route"]));
      };
    });
  }
}

function recover(_error: unknown, _req: Request, _res: Response, next: NextFunction): void {
  next();
}

function join(prefix: string, path: string | RegExp): string {
  const base = prefix.replace(/\/+$/, "");
  if (path === "/") return base === "" ? "/" : base;
  return typeof path !== "string" || path.startsWith("/") ? `${base}${String(path)}` : `${base}/${path}`;
}
