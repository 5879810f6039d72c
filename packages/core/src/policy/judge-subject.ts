import type { MfaError } from "../errors.ts";
import { record, type Parts } from "../parts.ts";
import type { MethodType } from "../protocol.ts";
import type { Subject } from "../subject.ts";
import { ruleFor } from "./authorise.ts";
import { judge, type Requirement, type Standing } from "./gate.ts";
import { beginGrace } from "./grace.ts";

/** Why this full session may not pass a route with this requirement; undefined if it may. */
export async function judgeSubject(
  parts: Parts,
  requirement: Requirement,
  subject: Subject,
): Promise<MfaError | undefined> {
  const rule = await ruleFor(parts, subject.user);
  const { user, proofs, mustEnroll, context } = subject;
  const standing: Standing = {
    ...{ proofs, rule, mustEnroll, now: parts.settings.clock.now() },
    methodTypes: once(async () => (await parts.durable.methods.list(user.id)).map(({ type }) => type)),
    grace: () => beginGrace(parts, { user, rule, context }),
  };
  const refusal = await judge(requirement, standing);
  if (!refusal && rule.reported && !parts.policyBook.isReported(user.id))
    await report(parts, subject, () =>
      judge(requirement, { ...standing, rule: rule.reported ?? rule, grace: noGrace }),
    );
  return refusal;
}

/** What a rule that is not in force yet would have done, once for each user and process. It never is the reason of a refusal. */
async function report(
  parts: Parts,
  { user, context }: Subject,
  ask: () => Promise<MfaError | undefined>,
): Promise<void> {
  const would = await ask().catch(() => undefined);
  if (!would || !parts.policyBook.isFirstReport(user.id)) return;
  const { policyScope } = would.members;
  const data = { code: would.code, ...(typeof policyScope === "string" ? { policyScope } : {}) };
  await record(parts, { type: "policy_would_refuse", userId: user.id, context, data });
}

/** What would be refused when the grace is over; a rule that is not in force begins none. */
const noGrace: Standing["grace"] = () => Promise.resolve({ deadline: new Date(0), isOver: true });

/** Asked at most once, however often it is called. */
function once(ask: () => Promise<readonly MethodType[]>): () => Promise<readonly MethodType[]> {
  let asked: Promise<readonly MethodType[]> | undefined;
  return () => (asked ??= ask());
}
