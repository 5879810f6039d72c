import type { Guard } from "./guard.ts";
import { covers, misses, type Reach } from "./reach.ts";
import type { Way } from "./way.ts";

/** Something in a router that requests come through before they get to what is mounted after it. */
export interface Passed {
  readonly reach: Reach;
  /** The guards that it has for a method. An error handler has none: it lets those go on that a guard had no answer for. */
  readonly guardsFor: ((method: string) => readonly Guard[]) | undefined;
}

/** One of the routers around a route: what has been passed in it, and the way from there. */
export interface Level {
  readonly passed: readonly Passed[];
  readonly way: Way;
}

/** The guards that every request passes on its way through these routers, the first of them first. */
export function guardsAlong(levels: readonly Level[], method: string): readonly Guard[] {
  return levels.flatMap(({ passed, way }) =>
    passed.reduce<readonly Guard[]>((guards, { reach, guardsFor }) => {
      if (!guardsFor) return misses(reach, way) ? guards : [];
      return covers(reach, way) ? [...guards, ...guardsFor(method)] : guards;
    }, []),
  );
}
