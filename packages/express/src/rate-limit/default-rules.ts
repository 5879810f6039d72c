import { resolveRules } from "./resolve-rules.ts";
import type { ResolvedRule } from "./rule.ts";

/** What `rateLimitMfa()` counts every request against. */
export const requestRules: readonly ResolvedRule[] = resolveRules([
  { name: "mfa-requests", limit: 120, windowSeconds: 60 },
]);

/** Forgiven by a second factor that was right: whoever has one may use it often. It counts nobody's tries: many people may share an address. */
const PERSONAL = "mfa-tries";

/**
 * What it counts every try of a code or a password against, at whatever route. The addresses' own limits hold beside the
 * personal one: neither of them alone is enough (SECURITY.md C9).
 */
export const guessRules: readonly ResolvedRule[] = resolveRules([
  {
    name: PERSONAL,
    limit: 5,
    windowSeconds: 300,
    key: ({ mfa: { user }, ip }) => user && { userId: user.id, address: ip },
  },
  { name: "mfa-address-minute", limit: 30, windowSeconds: 60, key: "address" },
  { name: "mfa-address-hour", limit: 200, windowSeconds: 3600, key: "address" },
]);

export const forgivenRules: readonly ResolvedRule[] = guessRules.filter(({ name }) => name === PERSONAL);

/** What it counts every request for a code against: one address that asks for many people (SECURITY.md N1). */
export const sendRules: readonly ResolvedRule[] = resolveRules([
  { name: "mfa-sends", limit: 30, windowSeconds: 3600, key: "address" },
]);
