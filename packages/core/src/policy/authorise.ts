import type { Parts } from "../parts.ts";
import { isSecondFactor, isShownNow, newestProof } from "../proofs.ts";
import type { MethodRecord } from "../stores/ports.ts";
import { requireFull, type Subject } from "../subject.ts";
import { isFresh, stepUpRequired } from "./freshness.ts";
import { resolveRule, type ResolvedRule } from "./policy.ts";
import type { User } from "../users.ts";

/** The rule that holds for this user now. */
export function ruleFor(parts: Parts, user: User): ResolvedRule {
  const { policy, methods, isAdmin } = parts.settings;
  return resolveRule(user, { policy, offered: methods, isAdmin });
}

/** Acts on other sessions take a recent proof of any one factor (ASVS 7.5.2): a stolen session alone must not throw its owner out. */
export function requireRecentProof(parts: Parts, subject: Subject): void {
  requireFull(subject);
  const { maxAgeSeconds } = parts.settings.stepUp;
  const proof = newestProof(subject.proofs, isShownNow);
  if (!isFresh(proof, maxAgeSeconds, parts.settings.clock.now()))
    throw stepUpRequired(maxAgeSeconds, [...new Set([...subject.proofs.filter(isShownNow).map(({ by }) => by)])]);
}

/**
 * Changing methods takes a full session and a recent proof by a method that the account already has; the password is
 * enough only while there is none (SP 800-63B §4.1.2.1; ASVS 7.5.1). Returns the methods, read for the decision.
 */
export async function requireFresh(parts: Parts, subject: Subject): Promise<readonly MethodRecord[]> {
  requireFull(subject);
  const methods = await parts.durable.methods.list(subject.user.id);
  const enrolled = methods.length > 0;
  const proof = newestProof(subject.proofs, (each) =>
    enrolled ? isSecondFactor(each) && isShownNow(each) : each.by === "password",
  );

  const { maxAgeSeconds } = parts.settings.stepUp;
  if (!isFresh(proof, maxAgeSeconds, parts.settings.clock.now()))
    throw stepUpRequired(maxAgeSeconds, enrolled ? [...new Set(methods.map((method) => method.type))] : ["password"]);
  return methods;
}
