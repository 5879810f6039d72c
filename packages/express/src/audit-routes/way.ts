import { isOfExpress4, type Layer, type Router } from "./layer.ts";
import type { Path } from "./layer-paths.ts";
import { BELOW, segmentsOf, type Segment } from "./segments.ts";

/** The way from a router down to one of its routes, through the mounts between them. */
export interface Way {
  readonly segments: readonly Segment[];
  /** Set where the last segment is that of a mount: `/admin//` gets to a route "/" behind it. */
  readonly endsAtMount: Segment["behindMount"];
  /** Whether a slash at the end makes a difference. */
  readonly isStrict: boolean;
}

/** Where a layer leads to, or what it covers: one of its paths, in its router. */
export interface Stretch {
  readonly layer: Layer;
  readonly path: Path;
  readonly router: Router;
}

/** Not a step yet. */
export const HERE: Way = { segments: [], endsAtMount: undefined, isStrict: false };

/** One step further: through a mount, or to a route. */
export function onward(way: Way, stretch: Stretch): Way {
  const isMount = stretch.layer.route === undefined;
  const isStrict = !isMount && stretch.router.strict === true;
  const [first, ...rest] = segmentsAlong(stretch);
  if (!first) return { ...way, isStrict };
  return {
    segments: [...way.segments, { ...first, behindMount: way.endsAtMount }, ...rest],
    endsAtMount: isMount ? (isOfExpress4(stretch.layer) ? "swallowing" : "other") : undefined,
    isStrict,
  };
}

/** To whatever is below. */
export function downward(way: Way): Way {
  return { ...way, segments: [...way.segments, BELOW] };
}

/** What is mounted with `use` is never strict, whatever its router is. */
export function segmentsAlong({ layer, path, router }: Stretch): readonly Segment[] {
  const isMount = layer.route === undefined;
  return segmentsOf(path, {
    isSensitive: router.caseSensitive === true,
    isMount,
    isStrict: !isMount && router.strict === true,
  });
}
