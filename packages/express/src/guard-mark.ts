import type { Requirement } from "@sallyport/core";

// Registered, so that a mark is read wherever two copies of the package have come together.
const MARK = Symbol.for("sallyport.guard");

/** What a handler says about itself: it guards whatever runs after it, or its own routes alone. */
export type GuardMark =
  { readonly guards: "what-follows"; readonly requirement: Requirement } | { readonly guards: "itself" };

/** Says that nobody passes this handler who does not meet the requirement, so that `auditRoutes` can tell. */
export function markGuard<Handler extends object>(
  handler: Handler,
  { requirement }: { readonly requirement: Requirement },
): Handler {
  return mark(handler, { guards: "what-follows", requirement });
}

/** Says that this handler has routes of its own and lets nobody into them unasked. What follows it is not its concern. */
export function markSelfGuarded<Handler extends object>(handler: Handler): Handler {
  return mark(handler, { guards: "itself" });
}

/** What a handler has said about itself. */
export function guardOf(handler: object): GuardMark | undefined {
  return (handler as { readonly [MARK]?: GuardMark })[MARK];
}

/** Not enumerable: whoever copies or prints a handler sees the function that it is. */
function mark<Handler extends object>(handler: Handler, value: GuardMark): Handler {
  return Object.defineProperty(handler, MARK, { value, configurable: true });
}
