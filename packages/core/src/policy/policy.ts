import type { MethodType } from "../protocol.ts";
import type { User } from "../users.ts";

/**
 * Who must, may or need not use a second factor. A rule without `role`, `tenantId` and `userId` is the default.
 * The most specific rule decides: user before tenant before role before default; among equals, the strictest.
 */
export interface PolicyRule {
  readonly role?: string;
  readonly tenantId?: string;
  readonly userId?: string;
  readonly mfa: "off" | "optional" | "required";
  /** The methods that may be used here; all that the app offers where left out. */
  readonly methods?: readonly MethodType[];
  /** How long a user of whom it is required may go without. Default 7 days; 0: not at all. */
  readonly graceDays?: number;
  /** Whether the user may turn MFA off. Default: not where it is required, and not for admins. */
  readonly mayDisable?: boolean;
  /** `report-only`: whoever would be refused passes, and is recorded (`policy_would_refuse`). Default `enforce`. */
  readonly mode?: "enforce" | "report-only";
}

/** A rule with every question answered. */
export interface ResolvedRule {
  readonly mfa: "off" | "optional" | "required";
  readonly methods: readonly MethodType[];
  readonly mayDisable: boolean;
}

/** Rules, or a function that answers for one user. */
export type Policy = readonly PolicyRule[] | ((user: User) => PolicyRule);

const STRICTNESS = { off: 0, optional: 1, required: 2 } as const;

export function resolveRule(
  user: User,
  options: {
    readonly policy: Policy;
    readonly offered: readonly MethodType[];
    readonly isAdmin: (user: User) => boolean;
  },
): ResolvedRule {
  const rule = typeof options.policy === "function" ? options.policy(user) : mostSpecific(user, options.policy);
  const allowed = rule.methods ?? options.offered;
  return {
    mfa: rule.mfa,
    methods: options.offered.filter((type) => allowed.includes(type)),
    mayDisable: rule.mayDisable ?? (rule.mfa !== "required" && !options.isAdmin(user)),
  };
}

function mostSpecific(user: User, rules: readonly PolicyRule[]): PolicyRule {
  const matching = rules.filter((rule) => applies(rule, user));
  return (
    matching.sort((a, b) => specificity(b) - specificity(a) || STRICTNESS[b.mfa] - STRICTNESS[a.mfa])[0] ?? {
      mfa: "optional",
    }
  );
}

function applies(rule: PolicyRule, user: User): boolean {
  return (
    (rule.userId === undefined || rule.userId === user.id) &&
    (rule.tenantId === undefined || rule.tenantId === user.tenantId) &&
    (rule.role === undefined || (user.roles ?? []).includes(rule.role))
  );
}

function specificity(rule: PolicyRule): number {
  return (
    (rule.userId === undefined ? 0 : 4) + (rule.tenantId === undefined ? 0 : 2) + (rule.role === undefined ? 0 : 1)
  );
}
