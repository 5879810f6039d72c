import { cancelNotices, notify } from "../delivery/notify.ts";
import { record, type Parts } from "../parts.ts";
import type { Grace } from "../stores/grace-store.ts";
import type { DurableStores } from "../stores/ports.ts";
import type { RequestContext, User } from "../users.ts";
import type { ResolvedRule } from "./policy.ts";

const DAY_MS = 86_400_000;

/** Who must enroll, by which rule. */
export interface GraceStart {
  readonly user: User;
  readonly rule: ResolvedRule;
  readonly context: RequestContext;
}

/**
 * How long a user who must enroll may go without. It begins when somebody first looks, by the database's clock, and never
 * again: not by signing out, not by losing a role and gaining it back (SECURITY.md O3).
 */
export async function beginGrace(parts: Parts, { user, rule, context }: GraceStart): Promise<Grace> {
  const { graceDays: days } = rule;
  const { isNew, ...grace } = await parts.durable.grace.begin(user.id, days);
  if (isNew) {
    const { deadline } = grace;
    const data = { deadline: deadline.toISOString(), policyScope: rule.scope };
    await record(parts, { type: "enrollment_required", userId: user.id, context, data });
    if (!grace.isOver) await remind(parts, { user, deadline, days, context });
  }
  return grace;
}

/** What a user is reminded of who must enroll. */
interface Reminder {
  readonly user: User;
  readonly deadline: Date;
  /** How far ahead it was set: by the database's clock, which nobody here can read. */
  readonly days: number;
  readonly context: RequestContext;
}

/** At once, and a day before it is over. */
export async function remind(parts: Parts, { user, deadline, days, context }: Reminder): Promise<void> {
  const notice = { user, kind: "enroll_by", data: { deadline }, context } as const;
  const event = deadline.toISOString();
  await notify(parts, { ...notice, event });
  if (days <= 1) return;
  await notify(parts, { ...notice, event: `${event} last`, sendAt: new Date(deadline.getTime() - DAY_MS) });
}

/**
 * The deadline that counts under a rule, as the store would have it: a policy that has become stricter shortens what was
 * set, unless an admin has set it.
 */
export function deadlineUnder({ graceDays }: ResolvedRule, grace: Omit<Grace, "isOver">): Date {
  const allowed = new Date(grace.startedAt.getTime() + graceDays * DAY_MS);
  return grace.isExtended || grace.deadline < allowed ? grace.deadline : allowed;
}

/** The user has enrolled: there is nothing to remind of. */
export function cancelReminders(stores: DurableStores, userId: string): Promise<void> {
  return cancelNotices(stores, userId, "enroll_by");
}
