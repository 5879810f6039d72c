import type { AuditedRoute } from "./audited-route.ts";
import { leadingGuards, methodsOf, ownGuards } from "./chain.ts";
import { guardAt, isGuard, isSelfGuarded, publicName, type Guard } from "./guard.ts";
import { pathsOf, type Path } from "./layer-paths.ts";
import { isErrorHandler, isReadable, routerOf, type Layer, type Router } from "./layer.ts";
import { guardsAlong, type Level, type Passed } from "./passed.ts";
import { reachOf } from "./reach.ts";
import { isSubApp, openSubApp } from "./sub-app.ts";
import { downward, HERE, onward } from "./way.ts";

/** Where the walk has come to. */
interface Place {
  readonly router: Router;
  /** The path up to here, as it is shown. */
  readonly prefix: string;
  readonly levels: readonly Level[];
  /** The routers around this one: one that comes up again leads in a circle. */
  readonly around: readonly Router[];
}

/** A layer on one of its paths. */
interface Spot {
  readonly layer: Layer;
  readonly shown: string;
  /** What the paths below it start with. */
  readonly prefix: string;
  readonly levels: readonly Level[];
  readonly place: Place;
}

/** Every route of a router and of the routers in it, in the order in which requests come to them. */
export function walkStack(router: Router): readonly AuditedRoute[] {
  return walk({ router, prefix: "", levels: [], around: [] });
}

function walk(place: Place): readonly AuditedRoute[] {
  const { router } = place;
  const passed: Passed[] = [];
  const rows: AuditedRoute[] = [];
  for (const layer of router.stack)
    for (const path of pathsOf(layer, router)) {
      const stretch = { layer, path, router };
      const before = [...place.levels, { passed: [...passed], way: HERE }];
      const levels = before.map((level) => ({ ...level, way: onward(level.way, stretch) }));
      const full = join(place.prefix, path);
      const prefix = typeof path === "string" ? full.replace(/\/+$/, "") : full;
      const spot = { layer, shown: layer.route ? full : prefix || "/", prefix, levels, place };
      rows.push(...rowsAt(spot));
      passed.push(...passedAt(spot).map((guardsFor) => ({ reach: reachOf(stretch), guardsFor })));
    }
  return rows;
}

/** What those pass who go on from here. */
function passedAt({ layer, shown }: Spot): readonly Passed["guardsFor"][] {
  const { route } = layer;
  if (route) return [(method) => leadingGuards({ route, method, path: shown })];
  if (isErrorHandler(layer)) return [undefined];
  return isGuard(layer) ? [() => [guardAt(layer, shown)]] : [];
}

function rowsAt(spot: Spot): readonly AuditedRoute[] {
  const { layer, shown, prefix, levels } = spot;
  const { route } = layer;
  if (route)
    return methodsOf(route).map((method) =>
      row({
        method,
        path: shown,
        guards: [...guardsAlong(levels, method), ...ownGuards({ route, method, path: shown })],
      }),
    );
  if (isErrorHandler(layer)) return [];
  // Everything else that is mounted takes whatever is below.
  const guards = guardsAlong(below(levels), "ALL");
  if (isSelfGuarded(layer))
    return [
      row({ method: "USE", path: shown, guards: [{ by: publicName(layer), requirement: undefined }, ...guards] }),
    ];
  if (layer.name === "serveStatic") return [row({ method: "USE", path: shown, guards })];
  return rowsInside(spot) ?? [row({ method: "ALL", path: `${prefix}/*`, guards })];
}

/** The routes of what is mounted here; undefined where there may be some and they can't be told. */
function rowsInside({ layer, prefix, levels, place }: Spot): readonly AuditedRoute[] | undefined {
  const opened = isSubApp(layer) ? openSubApp(layer) : { app: layer.handle };
  if (!("app" in opened)) return opened.isEmpty ? [] : undefined;
  const router = routerOf(opened.app);
  if (!router) return isSubApp(layer) ? undefined : [];
  const around = [...place.around, place.router];
  if (around.includes(router) || !isReadable(router)) return undefined;
  return walk({ router, prefix, levels, around });
}

function below(levels: readonly Level[]): readonly Level[] {
  return levels.map((level) => ({ ...level, way: downward(level.way) }));
}

function row(given: {
  readonly method: string;
  readonly path: string;
  readonly guards: readonly Guard[];
}): AuditedRoute {
  const { method, path, guards } = given;
  const asked = guards.map(({ requirement }) => requirement).filter((requirement) => requirement !== undefined);
  const requirement = asked.findLast((one) => Object.keys(one).length > 0) ?? asked.at(-1);
  return {
    method,
    path,
    guarded: guards.length > 0,
    guardedBy: [...new Set(guards.map(({ by }) => by))],
    ...(requirement && { requirement }),
  };
}

function join(prefix: string, path: Path): string {
  if (path === "/" || path === "") return prefix === "" ? "/" : prefix;
  return typeof path !== "string" || path.startsWith("/") ? `${prefix}${String(path)}` : `${prefix}/${path}`;
}
