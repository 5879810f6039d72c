import { MfaError } from "../errors.ts";
import { isSecondFactor, isShownNow, newestProof } from "../proofs.ts";
import type { MethodType, Proof } from "../protocol.ts";
import { isFresh, stepUpRequired } from "./freshness.ts";
import type { ResolvedRule } from "./policy.ts";

/** How good a second factor is. */
export type Strength = "any" | "strong" | "phishing-resistant";

/** What a route asks for, beyond "signed in". */
export interface Requirement {
  /** How old the proof may be, in seconds. Left out: any proof of this session. */
  readonly maxAgeSeconds?: number;
  /** Which methods count. Left out: every second factor. Naming some refuses users who have none of them. */
  readonly methods?: readonly MethodType[];
  /**
   * How good it must be. `any` (default): every second factor; `strong`: none that is sent to somebody (SP 800-63B-4
   * §3.1.3); `phishing-resistant`: passkeys and security keys alone (§3.2.5).
   */
  readonly strength?: Strength;
  /**
   * Whether a trusted device will do, with the age of the trust. Default: only where neither `maxAgeSeconds` nor `methods`
   * nor `strength` asks for more (SECURITY.md F6). It never is `strong`.
   */
  readonly allowTrustedDevice?: boolean;
  /** What happens to a user without any method: `by-policy` (default) lets them in where the policy does not require MFA. */
  readonly unenrolled?: "by-policy" | "refuse";
}

/** What the gate knows of a fully signed-in user. */
export interface Standing {
  /** None where the session has come into doubt since they were given. */
  readonly proofs: readonly Proof[];
  readonly rule: ResolvedRule;
  /** The types of the user's methods; asked only where the proofs of the session don't decide. */
  methodTypes(): Promise<readonly MethodType[]>;
  readonly now: Date;
}

/**
 * Lets a full session through, or says why not. A session without a second-factor proof is never taken at its word:
 * the user may have enrolled since it began, elsewhere.
 */
export async function judge(requirement: Requirement, standing: Standing): Promise<MfaError | undefined> {
  if (standing.proofs.length === 0) return proveAgain(requirement, await standing.methodTypes());
  if (standing.rule.mfa === "off" && !isDemanding(requirement)) return undefined;
  if (isFresh(bestProof(requirement, standing.proofs), requirement.maxAgeSeconds ?? Infinity, standing.now))
    return undefined;

  const types = await standing.methodTypes();
  return types.length === 0 ? judgeUnenrolled(requirement, standing) : judgeEnrolled(requirement, types);
}

function proveAgain(requirement: Requirement, types: readonly MethodType[]): MfaError {
  return stepUpRequired(requirement.maxAgeSeconds, types.length > 0 ? types : ["password"]);
}

function isDemanding(requirement: Requirement): boolean {
  return (
    requirement.methods !== undefined || requirement.maxAgeSeconds !== undefined || requirement.unenrolled === "refuse"
  );
}

function bestProof(requirement: Requirement, proofs: readonly Proof[]): Proof | undefined {
  const { methods, maxAgeSeconds } = requirement;
  return newestProof(proofs, (proof) => {
    if (!isSecondFactor(proof)) return false;
    if (methods) return methods.some((type) => type === proof.by);
    return maxAgeSeconds === undefined || isShownNow(proof);
  });
}

function judgeEnrolled(requirement: Requirement, types: readonly MethodType[]): MfaError {
  const { methods } = requirement;
  const able = methods ? types.filter((type) => methods.some((wanted) => wanted === type)) : types;
  return able.length === 0
    ? new MfaError("ERR-MFA-ENROLLMENT-REQUIRED", { members: { methods } })
    : stepUpRequired(requirement.maxAgeSeconds, able);
}

function judgeUnenrolled(requirement: Requirement, standing: Standing): MfaError | undefined {
  if (requirement.methods || requirement.unenrolled === "refuse" || standing.rule.mfa === "required")
    return new MfaError("ERR-MFA-ENROLLMENT-REQUIRED");
  if (requirement.maxAgeSeconds === undefined) return undefined;
  const password = newestProof(standing.proofs, (proof) => proof.by === "password");
  return isFresh(password, requirement.maxAgeSeconds, standing.now)
    ? undefined
    : stepUpRequired(requirement.maxAgeSeconds, ["password"]);
}
