import type { MethodType } from "../protocol.ts";
import type { ResolvedRule } from "./policy.ts";

/**
 * What a user is asked for: of their methods those that policy allows. Where it allows none of them, all of them: until they
 * have enrolled a better one, the weaker one is still more than the password alone, and nobody gets around it.
 */
export function methodsInUse<T extends MethodType>(types: readonly T[], { methods }: ResolvedRule): readonly T[] {
  const allowed = types.filter((type) => methods.includes(type));
  return allowed.length > 0 ? allowed : types;
}
