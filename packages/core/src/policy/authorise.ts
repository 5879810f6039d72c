import { accountAddress } from "../delivery/account-address.ts";
import type { Parts } from "../parts.ts";
import { isSecondFactor, isShownNow, newestProof } from "../proofs.ts";
import type { ProofSource } from "../protocol.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import { requireFull, type Subject } from "../subject.ts";
import type { User } from "../users.ts";
import { isFresh, stepUpRequired } from "./freshness.ts";
import { resolveRule, type ResolvedRule } from "./policy.ts";

/** The rule that holds for this user now. */
export async function ruleFor(parts: Parts, user: User): Promise<ResolvedRule> {
  const { policy, methods, isAdmin } = parts.settings;
  return resolveRule(user, { policy, stored: await parts.policyBook.rules(), offered: methods, isAdmin });
}

/** Acts on other sessions take a recent proof of any one factor (ASVS 7.5.2): a stolen session alone must not throw its owner out. */
export function requireRecentProof(parts: Parts, subject: Subject): void {
  requireFull(subject);
  const proof = newestProof(subject.proofs, isShownNow);
  requireYoung(parts, proof, [...new Set(subject.proofs.filter(isShownNow).map(({ by }) => by))]);
}

/**
 * Changing methods takes a full session and a recent proof by a method that the account already has (SP 800-63B §4.1.2.1;
 * ASVS 7.5.1). While there is none it takes the password, and where a second factor is required the account's mailbox as
 * well: whoever has found out a password must not be the one who enrolls. Returns the methods, read for the decision.
 */
export async function requireFresh(parts: Parts, subject: Subject): Promise<readonly MethodRecord[]> {
  requireFull(subject);
  const methods = await parts.durable.methods.list(subject.user.id);
  if (methods.length > 0) {
    const proof = newestProof(subject.proofs, (each) => isSecondFactor(each) && isShownNow(each));
    requireYoung(parts, proof, [...new Set(methods.map((method) => method.type))]);
    return methods;
  }
  requireYoung(parts, newestProof(subject.proofs, byPassword), ["password"]);
  if (await needsMailedCode(parts, subject))
    requireYoung(parts, newestProof(subject.proofs, byMailedCode), ["mailed_code"]);
  return methods;
}

/** Does the first method of this user take more than the password? Only where there is a way to show more. */
export async function needsMailedCode(parts: Parts, { user, mustEnroll }: Subject): Promise<boolean> {
  if (accountAddress(parts, user) === undefined) return false;
  if (mustEnroll === "after-reset") return true;
  return parts.settings.recovery.mailedCode && (await ruleFor(parts, user)).mfa === "required";
}

function byPassword({ by }: { readonly by: ProofSource }): boolean {
  return by === "password";
}

function byMailedCode({ by }: { readonly by: ProofSource }): boolean {
  return by === "mailed_code";
}

function requireYoung(
  parts: Parts,
  proof: Subject["proofs"][number] | undefined,
  methods: readonly ProofSource[],
): void {
  const { maxAgeSeconds } = parts.settings.stepUp;
  if (!isFresh(proof, maxAgeSeconds, parts.settings.clock.now())) throw stepUpRequired({ maxAgeSeconds }, methods);
}
