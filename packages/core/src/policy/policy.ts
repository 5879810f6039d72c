import type { MethodType } from "../protocol.ts";
import type { User } from "../users.ts";

/**
 * Who must, may or need not use a second factor. A rule without `role`, `tenantId` and `userId` is the default.
 * The most specific rule decides: user before tenant with role, before tenant, before role, before default. Among equals
 * (somebody with two roles) the strictest: the one that asks for more, then the one that fewer methods count for, then the
 * shorter grace.
 */
export interface PolicyRule {
  readonly role?: string;
  readonly tenantId?: string;
  readonly userId?: string;
  readonly mfa: "off" | "optional" | "required";
  /** The methods that count here; all that the app offers where left out. Whoever has none of them must enroll one. */
  readonly methods?: readonly MethodType[];
  /** How long a user of whom it is required may go without. Default 7 days; 0: not at all. */
  readonly graceDays?: number;
  /** Whether the user may turn MFA off. Default: not where it is required, and not for admins. */
  readonly mayDisable?: boolean;
  /**
   * `report-only`: whoever would be refused passes, and is recorded (`policy_would_refuse`). A rule of the same scope in code
   * that is in force stays so beside it. Default `enforce`.
   */
  readonly mode?: "enforce" | "report-only";
}

/** A rule with every question answered. */
export interface ResolvedRule {
  readonly mfa: "off" | "optional" | "required";
  readonly methods: readonly MethodType[];
  readonly graceDays: number;
  readonly mayDisable: boolean;
  /** Which rule it was: why somebody is asked. */
  readonly scope: string;
  /** The rule that would hold if those in `report-only` were in force. */
  readonly reported?: ResolvedRule;
}

/** Rules, or a function that answers for one user. */
export type Policy = readonly PolicyRule[] | ((user: User) => PolicyRule);

/** What a rule is resolved with. */
export interface PolicyGround {
  readonly policy: Policy;
  /** Rules that were set while the app runs; each that is in force takes the place of the one of its scope in `policy`. */
  readonly stored?: readonly PolicyRule[];
  readonly offered: readonly MethodType[];
  readonly isAdmin: (user: User) => boolean;
}

const STRICTNESS = { off: 0, optional: 1, required: 2 } as const;
const GRACE_DAYS = 7;

/** More than there are methods. */
const ALL = 100;
const FALLBACK: PolicyRule = { mfa: "optional" };

/** The rule that holds for this user. */
export function resolveRule(user: User, ground: PolicyGround): ResolvedRule {
  const { policy } = ground;
  const given = (typeof policy === "function" ? [policy(user)] : policy).filter((rule) => applies(rule, user));
  const stored = (ground.stored ?? []).filter((rule) => applies(rule, user));

  // Most apps try nothing out, and this runs at each guarded request.
  if (stored.every(isInForce) && given.every(isInForce))
    return complete(mostSpecific(overlay(stored, given)), { user, ground });
  const enforced = overlay(stored.filter(isInForce), given.filter(isInForce));
  const rule = complete(mostSpecific(enforced), { user, ground });
  const tried = overlay(stored, given).filter((each) => !isInForce(each));
  if (tried.length === 0) return rule;
  return { ...rule, reported: complete(mostSpecific(overlay(tried, enforced)), { user, ground }) };
}

/** The name of who a rule is for: `default`, `role:admin`, `tenant:acme`, `tenant:acme/role:admin`, `user:42`. */
export function scopeOf({ userId, tenantId, role }: Pick<PolicyRule, "userId" | "tenantId" | "role">): string {
  if (userId === undefined && tenantId === undefined && role === undefined) return "default";
  return Object.entries({ user: userId, tenant: tenantId, role })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${encodeURIComponent(value)}`]))
    .join("/");
}

function complete(rule: PolicyRule, { user, ground }: { user: User; ground: PolicyGround }): ResolvedRule {
  const allowed = rule.methods ?? ground.offered;
  return {
    mfa: rule.mfa,
    methods: ground.offered.filter((type) => allowed.includes(type)),
    graceDays: rule.graceDays ?? GRACE_DAYS,
    mayDisable: rule.mayDisable ?? (rule.mfa !== "required" && !ground.isAdmin(user)),
    scope: scopeOf(rule),
  };
}

/** Those above, and below them those whose scope none of them has. */
function overlay(above: readonly PolicyRule[], below: readonly PolicyRule[]): readonly PolicyRule[] {
  if (above.length === 0) return below;
  const taken = above.map(scopeOf);
  return [...above, ...below.filter((rule) => !taken.includes(scopeOf(rule)))];
}

function isInForce({ mode }: PolicyRule): boolean {
  return mode !== "report-only";
}

function mostSpecific(rules: readonly PolicyRule[]): PolicyRule {
  const [first = FALLBACK, ...others] = rules;
  return others.reduce((best, rule) => (precedence(best, rule) > 0 ? rule : best), first);
}

/** Above zero where the second one goes first. */
function precedence(a: PolicyRule, b: PolicyRule): number {
  return specificity(b) - specificity(a) || strictness(a, b);
}

/** The stricter one first. */
function strictness(a: PolicyRule, b: PolicyRule): number {
  return (
    STRICTNESS[b.mfa] - STRICTNESS[a.mfa] ||
    (a.methods?.length ?? ALL) - (b.methods?.length ?? ALL) ||
    (a.graceDays ?? GRACE_DAYS) - (b.graceDays ?? GRACE_DAYS) ||
    Number(a.mayDisable ?? false) - Number(b.mayDisable ?? false)
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
