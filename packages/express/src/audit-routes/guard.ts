import type { Requirement } from "@sallyport/core";
import { guardOf } from "../guard-mark.ts";
import type { Layer } from "./layer.ts";

/** A guard, as the audit names it. */
export interface Guard {
  /** "requireMfa at /admin". */
  readonly by: string;
  /** Undefined where a wrapper around the guard hides it. */
  readonly requirement: Requirement | undefined;
}

/** Whether this layer lets nobody on who does not meet a requirement. */
export function isGuard(layer: Layer): boolean {
  return guardOf(layer.handle)?.guards === "what-follows" || layer.name === "requireMfaMiddleware";
}

/** Whether this layer has routes of its own, which guard themselves. */
export function isSelfGuarded(layer: Layer): boolean {
  return guardOf(layer.handle)?.guards === "itself" || layer.name === "mfaRouterMiddleware";
}

/** The guard that this layer is, at a path. */
export function guardAt(layer: Layer, path: string): Guard {
  const mark = guardOf(layer.handle);
  return {
    by: `${publicName(layer)} at ${path}`,
    requirement: mark?.guards === "what-follows" ? mark.requirement : undefined,
  };
}

/** The function that one calls to get this handler: ours are all named after it. */
export function publicName({ name }: Layer): string {
  return name.replace(/Middleware$/, "");
}
