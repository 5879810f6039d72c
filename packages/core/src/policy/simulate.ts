import type { Parts } from "../parts.ts";
import type { User } from "../users.ts";
import { deadlineUnder } from "./grace.ts";
import { methodsOfStrength } from "./strength.ts";
import { resolveRule, scopeOf, type PolicyRule } from "./policy.ts";

/** What a policy would do to one user. */
export interface SimulatedUser {
  readonly userId: string;
  readonly outcome: "not_required" | "enrolled" | "in_grace" | "locked_out";
  /** All that they have is sent to them, and may be read on the way. */
  readonly weakMethodsOnly: boolean;
  readonly policyScope: string;
  /** Until when they may go without. */
  readonly deadline?: Date;
}

/** What a policy would do. */
export interface Simulation {
  readonly users: number;
  readonly notRequired: number;
  readonly enrolled: number;
  /** Must enroll, and may go on until their deadline. */
  readonly inGrace: number;
  /** Could do nothing but enroll. */
  readonly lockedOut: number;
  /** Of all of them. */
  readonly weakMethodsOnly: number;
  /** Those who would notice: in grace or locked out. */
  readonly affected: readonly SimulatedUser[];
}

const LOT = 500;
const DAY_MS = 86_400_000;

/** Counts what these rules would do if they were in force beside the others: changes nothing, begins no grace. */
export async function simulatePolicy(
  parts: Parts,
  rules: readonly PolicyRule[],
  users: Iterable<User> | AsyncIterable<User>,
): Promise<Simulation> {
  const found: SimulatedUser[] = [];
  const lot: User[] = [];
  const flush = async (): Promise<void> => {
    found.push(...(await simulateLot(parts, rules, lot.splice(0))));
  };
  for await (const user of users) {
    lot.push(user);
    if (lot.length >= LOT) await flush();
  }
  await flush();

  const count = (outcome: SimulatedUser["outcome"]): number => found.filter((each) => each.outcome === outcome).length;
  return {
    users: found.length,
    notRequired: count("not_required"),
    enrolled: count("enrolled"),
    inGrace: count("in_grace"),
    lockedOut: count("locked_out"),
    weakMethodsOnly: found.filter((each) => each.weakMethodsOnly).length,
    affected: found.filter(({ outcome }) => outcome === "in_grace" || outcome === "locked_out"),
  };
}

async function simulateLot(
  parts: Parts,
  rules: readonly PolicyRule[],
  users: readonly User[],
): Promise<readonly SimulatedUser[]> {
  if (users.length === 0) return [];
  const { policy, methods: offered, isAdmin, clock } = parts.settings;
  const ids = users.map(({ id }) => id);
  const [stored, types, graces] = await Promise.all([
    parts.policyBook.rules(),
    parts.durable.methods.typesOf(ids),
    parts.durable.grace.peek(ids),
  ]);
  const begun = new Map(graces.map((grace) => [grace.userId, grace]));
  const trial = rules.map((rule): PolicyRule => ({ ...rule, mode: "enforce" }));
  const scopes = new Set(trial.map(scopeOf));
  const all = [...trial, ...stored.filter((rule) => !scopes.has(scopeOf(rule)))];

  return users.map((user) => {
    const rule = resolveRule(user, { policy, stored: all, offered, isAdmin });
    const own = types.get(user.id) ?? [];
    const weakMethodsOnly = own.length > 0 && !own.some((type) => methodsOfStrength("strong").includes(type));
    const base = { userId: user.id, weakMethodsOnly, policyScope: rule.scope };
    if (rule.mfa !== "required") return { ...base, outcome: "not_required" };
    if (own.some((type) => rule.methods.includes(type))) return { ...base, outcome: "enrolled" };
    const grace = begun.get(user.id);
    const deadline = grace ? deadlineUnder(rule, grace) : new Date(clock.now().getTime() + rule.graceDays * DAY_MS);
    return { ...base, outcome: deadline <= clock.now() ? "locked_out" : "in_grace", deadline };
  });
}
