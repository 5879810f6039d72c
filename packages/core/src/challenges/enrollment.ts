import type { Parts } from "../parts.ts";
import { beginGrace, type GraceStart } from "../policy/grace.ts";
import type { MustEnroll } from "../subject.ts";

/** What policy asks of a user who has no method that counts. */
export interface Enrollment {
  readonly required: true;
  /** From when on nothing else is open to them. */
  readonly deadline: Date;
  /** Which rule asks for it: why. */
  readonly policyScope: string;
}

/** What a session without a second factor begins with. */
export interface EnrollmentState {
  readonly enrollment?: Enrollment;
  readonly mustEnroll?: MustEnroll;
}

/**
 * Whether a user without a method must enroll one, and whether their session is for that alone: after a reset, and for a
 * new account, from the first request on; else when the grace is over, which the gate decides at each request.
 */
export async function enrollmentOf(
  parts: Parts,
  { isNewAccount, ...start }: GraceStart & { readonly isNewAccount: boolean },
): Promise<EnrollmentState> {
  const { user, rule } = start;
  if (rule.mfa === "off") return {};
  const recovery = await parts.durable.recoveries.openOf(user.id);
  if (recovery?.executedAt) {
    const enrollment = { required: true, deadline: recovery.executedAt, policyScope: "reset" } as const;
    return { enrollment, mustEnroll: "after-reset" };
  }
  if (rule.mfa !== "required") return {};
  // A new account has no use of its own yet that a grace would have to spare.
  const graceDays = isNewAccount ? 0 : rule.graceDays;
  const { deadline } = await beginGrace(parts, { ...start, rule: { ...rule, graceDays } });
  const enrollment = { required: true, deadline, policyScope: rule.scope } as const;
  return isNewAccount ? { enrollment, mustEnroll: "new-account" } : { enrollment };
}
