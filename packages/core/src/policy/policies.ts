import { act } from "../audit/act.ts";
import type { z } from "zod";
import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import { requireReason } from "../limits/reason.ts";
import { policyRule } from "../options/policy-schema.ts";
import { record, type Parts } from "../parts.ts";
import type { MethodType } from "../protocol.ts";
import { deadline } from "../stores/deadline.ts";
import type { Grace } from "../stores/grace-store.ts";
import type { StoredRule } from "../stores/policy-store.ts";
import type { User } from "../users.ts";
import { ruleFor } from "./authorise.ts";
import { cancelReminders, remind } from "./grace.ts";
import { scopeOf, type PolicyRule, type ResolvedRule } from "./policy.ts";
import { simulatePolicy, type Simulation } from "./simulate.ts";

/** Who changes it, and why: both go into the record. */
export interface PolicyChange {
  readonly by: string;
  readonly reason?: string | undefined;
}

/** The policy of a running suite: what is set here takes the place of the rule of the same scope in code, from the next request on. */
export interface Policies {
  /** The rules that were set here. */
  list(): Promise<readonly StoredRule[]>;
  /**
   * Sets a rule; there is one for each scope. `ERR-VALIDATION` for one that is none, or that allows nothing that anybody
   * could enroll; a `by` that is empty is refused with a TypeError.
   */
  set(rule: PolicyRule, change: PolicyChange): Promise<StoredRule>;
  /** Takes a rule back; the one in code holds again, if there is one. `ERR-NOT-FOUND` where none was set. */
  remove(scope: string, change: PolicyChange): Promise<void>;
  /** The rule that holds for a user, and its scope: why they are asked. */
  get(user: User): Promise<ResolvedRule>;
  /**
   * What rules would do to these users if they were in force beside the others (those of the same scope aside). Changes
   * nothing. Ask before you set, and again while a rule is in `report-only`.
   */
  simulate(rules: readonly PolicyRule[], users: Iterable<User> | AsyncIterable<User>): Promise<Simulation>;
  /**
   * Gives a user more time to enroll: `days` from now, never less than they have. `ERR-NOT-FOUND` for nobody,
   * `ERR-VALIDATION` for other days than 1 to 365; a reason or a `by` that is empty is refused with a TypeError.
   */
  extendGrace(
    userId: string,
    extension: { readonly days: number; readonly by: string; readonly reason: string },
  ): Promise<Grace>;
  /** Hears of changes that other processes make. Returns a function that ends it. */
  watch(): Promise<() => Promise<void>>;
}

/** One name for all processes; no user's shard looks like it. */
const SIGNAL = "policy";

const STOP_DEADLINE_MS = 800;

export function createPolicies(parts: Parts): Policies {
  const { policies } = parts.durable;

  function recordChange(
    within: Parts,
    { scope, rule, change }: { scope: string; rule: PolicyRule | undefined; change: PolicyChange },
  ): Promise<void> {
    const { by, reason } = change;
    const data = { scope, rule: rule ? JSON.stringify(rule) : "removed" };
    return record(within, {
      type: "policy_changed",
      actorId: by,
      data,
      ...personOf(scope),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  async function tell(): Promise<void> {
    parts.policyBook.forget();
    await parts.signals.publish(SIGNAL).catch((error: unknown) => {
      parts.settings.logger.warn("the other processes hear of the new policy a few seconds later", {
        error: String(error),
      });
    });
  }

  return {
    list: () => policies.list(),
    set: async (rule, change) => {
      requireName(change.by);
      const checked = check(parts, rule);
      const scope = scopeOf(checked);
      const { by, reason = null } = change;
      const stored = await act(parts, async (within) => {
        await recordChange(within, { scope, rule: checked, change });
        return within.durable.policies.put({ scope, rule: checked, updatedBy: by, reason });
      });
      await tell();
      return stored;
    },
    remove: async (scope, change) => {
      requireName(change.by);
      await act(parts, async (within) => {
        if (!(await within.durable.policies.remove(scope))) throw new MfaError("ERR-NOT-FOUND");
        await recordChange(within, { scope, rule: undefined, change });
      });
      await tell();
    },
    get: (user) => ruleFor(parts, user),
    simulate: (rules, users) =>
      simulatePolicy(
        parts,
        rules.map((rule, index) => check(parts, rule, `rules.${String(index)}.`)),
        users,
      ),
    extendGrace: (userId, extension) => extendGrace(parts, userId, extension),
    watch: async () => {
      const stop = await parts.signals.subscribe(SIGNAL, () => {
        parts.policyBook.forget();
      });
      // A store that is away hears nothing of it, and keeps no process from ending.
      return () => deadline(stop(), STOP_DEADLINE_MS).catch(() => undefined);
    },
  };
}

/** `place`: what comes before the names of fields, where there are several rules. */
function check(parts: Parts, rule: PolicyRule, place = ""): PolicyRule {
  const refused = (errors: readonly FieldError[]): MfaError =>
    invalid(errors.map(({ field, message }) => ({ field: `${place}${field}`, message })));
  const parsed = policyRule.safeParse(rule);
  if (!parsed.success) throw refused(parsed.error.issues.flatMap(describe));
  const { methods } = parsed.data;
  const enrollable: readonly MethodType[] = parts.settings.methods.filter((type) => type !== "backup_code");
  if (methods && !methods.some((type) => enrollable.includes(type)))
    throw refused([{ field: "methods", message: `name one of ${enrollable.join(", ")}` }]);
  return parsed.data;
}

interface FieldError {
  readonly field: string;
  readonly message: string;
}

function describe(issue: z.core.$ZodIssue): readonly FieldError[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((field) => ({ field, message: "unknown field" }));
  return [{ field: issue.path.join(".") || "rule", message: issue.message }];
}

function requireName(by: string): void {
  if (typeof by !== "string" || by.trim() === "") throw new TypeError("say who: the name goes into the record");
}

function invalid(errors: readonly FieldError[]): MfaError {
  return new MfaError("ERR-VALIDATION", { members: { errors } });
}

async function extendGrace(
  parts: Parts,
  userId: string,
  extension: { readonly days: number; readonly by: string; readonly reason: string },
): Promise<Grace> {
  const { days, by, reason } = extension;
  requireReason(reason);
  requireName(by);
  const most = 365;
  if (!Number.isInteger(days) || days < 1 || days > most)
    throw invalid([{ field: "days", message: `a whole number from 1 to ${String(most)}` }]);
  const user = await findUser(parts, userId);
  if (!user) throw new MfaError("ERR-NOT-FOUND");

  const grace = await act(parts, async (within) => {
    const extended = await within.durable.grace.extend(userId, extension);
    const data = { deadline: extended.deadline.toISOString() };
    await record(within, { type: "grace_extended", userId, reason, actorId: by, data });
    return extended;
  });
  const { deadline } = grace;
  await cancelReminders(parts.durable, userId);
  if (await mustEnroll(parts, user)) await remind(parts, { user, deadline, days, context: {} });
  return grace;
}

async function mustEnroll(parts: Parts, user: User): Promise<boolean> {
  const [rule, methods] = await Promise.all([ruleFor(parts, user), parts.durable.methods.list(user.id)]);
  return rule.mfa === "required" && !methods.some(({ type }) => rule.methods.includes(type));
}

/** A rule for one person is about them: it is found, and erased, with everything else of theirs. */
function personOf(scope: string): { readonly userId?: string } {
  const [, name] = /^user:([^/]+)/.exec(scope) ?? [];
  return name === undefined ? {} : { userId: decodeURIComponent(name) };
}
