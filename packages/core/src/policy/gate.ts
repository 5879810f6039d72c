import { MfaError } from "../errors.ts";
import { isSecondFactor, newestProof } from "../proofs.ts";
import type { MethodType, Proof } from "../protocol.ts";
import type { MustEnroll } from "../subject.ts";
import { isFresh, stepUpRequired } from "./freshness.ts";
import { methodsInUse } from "./methods-in-use.ts";
import type { ResolvedRule } from "./policy.ts";
import { methodsOfStrength, type Strength } from "./strength.ts";

/** What a route asks for, beyond "signed in". */
export interface Requirement {
  /** How old the proof may be, in seconds. Left out: any proof of this session. */
  readonly maxAgeSeconds?: number;
  /** Which methods count. Left out: every second factor. Naming some refuses users who have none of them. */
  readonly methods?: readonly MethodType[];
  /**
   * How good it must be. `any` (default): every second factor; `strong`: none that is sent to somebody (SP 800-63B-4
   * §3.1.3); `phishing-resistant`: passkeys and security keys alone (§3.2.5). Refuses users who have none of them.
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

/** How long somebody without a method may go on. */
export interface GraceLeft {
  readonly deadline: Date;
  readonly isOver: boolean;
}

/** What the gate knows of a fully signed-in user. */
export interface Standing {
  /** None where the session has come into doubt since they were given. */
  readonly proofs: readonly Proof[];
  readonly rule: ResolvedRule;
  /** The types of the user's methods; asked only where the proofs of the session don't decide. */
  methodTypes(): Promise<readonly MethodType[]>;
  /** Asked only for a user who must enroll. */
  grace(): Promise<GraceLeft>;
  /** Their methods were taken away, or the account is new: this session is for enrolling, whatever the policy says. */
  readonly mustEnroll: MustEnroll | undefined;
  readonly now: Date;
}

/**
 * Lets a full session through, or says why not. A session without a second-factor proof is never taken at its word:
 * the user may have enrolled since it began, elsewhere.
 */
export async function judge(requirement: Requirement, standing: Standing): Promise<MfaError | undefined> {
  const { proofs, rule, mustEnroll } = standing;
  if (proofs.length === 0) return proveAgain(requirement, await standing.methodTypes());
  if (rule.mfa === "off" && !mustEnroll && !isDemanding(requirement)) return undefined;
  if (isMet(requirement, standing, rule.methods)) return undefined;

  const types = await standing.methodTypes();
  const able = types.filter((type) => rule.methods.includes(type));
  if (able.length > 0) return judgeEnrolled(requirement, able, rule);
  return (await mustHaveMore(requirement, standing)) ?? judgeWithout(requirement, standing, types);
}

function proveAgain(requirement: Requirement, types: readonly MethodType[]): MfaError {
  return stepUpRequired(requirement, types.length > 0 ? types : ["password"]);
}

/** Does it ask for a second factor of users who may be without? */
function asksForMethod({ methods, strength = "any", unenrolled }: Requirement): boolean {
  return methods !== undefined || strength !== "any" || unenrolled === "refuse";
}

function isDemanding(requirement: Requirement): boolean {
  return asksForMethod(requirement) || requirement.maxAgeSeconds !== undefined;
}

/** Is there a proof that counts, by one of these methods, and as young as it has to be? */
function isMet(requirement: Requirement, { proofs, now }: Standing, allowed: readonly MethodType[]): boolean {
  const best = newestProof(proofs, (proof) => isSecondFactor(proof) && counts(requirement, proof, allowed));
  return isFresh(best, requirement.maxAgeSeconds ?? Infinity, now);
}

function counts(requirement: Requirement, { by, via }: Proof, allowed: readonly MethodType[]): boolean {
  const { methods, strength = "any", allowTrustedDevice } = requirement;
  const isTrust = by === "trusted_device";
  const mayStandIn = allowTrustedDevice ?? (methods === undefined && requirement.maxAgeSeconds === undefined);
  if (isTrust && !(mayStandIn && strength === "any")) return false;
  // A method that does not count here does not count for having been remembered.
  const shown = isTrust ? via : by;
  return [allowed, methods ?? allowed, methodsOfStrength(strength)].every((types) =>
    types.some((type) => type === shown),
  );
}

function judgeEnrolled(requirement: Requirement, able: readonly MethodType[], rule: ResolvedRule): MfaError {
  const wanted = wantedBy(requirement, rule);
  const satisfying = able.filter((type) => wanted.includes(type));
  return satisfying.length === 0 ? enrollmentRequired({ methods: wanted }) : stepUpRequired(requirement, satisfying);
}

/** What would do. Where nothing on offer is as good, what would be. */
function wantedBy({ methods, strength = "any" }: Requirement, rule: ResolvedRule): readonly MethodType[] {
  const wanted = (methods ?? rule.methods).filter((type) => methodsOfStrength(strength).includes(type));
  return wanted.length > 0 ? wanted : methodsOfStrength(strength);
}

/** A user who has nothing that counts here. */
async function mustHaveMore(requirement: Requirement, standing: Standing): Promise<MfaError | undefined> {
  const { rule, mustEnroll } = standing;
  if (asksForMethod(requirement)) return enrollmentRequired({ methods: wantedBy(requirement, rule) });
  const { methods: enrollable, scope } = rule;
  if (mustEnroll)
    return enrollmentRequired({ methods: enrollable, policyScope: mustEnroll === "after-reset" ? "reset" : scope });
  if (rule.mfa !== "required") return undefined;
  const { isOver, deadline } = await standing.grace();
  return isOver ? enrollmentRequired({ methods: enrollable, policyScope: scope, deadline }) : undefined;
}

/** Nothing that counts here, and nothing that must: what they have is asked for all the same. */
function judgeWithout(
  requirement: Requirement,
  standing: Standing,
  types: readonly MethodType[],
): MfaError | undefined {
  const own = methodsInUse(types, standing.rule);
  if (own.length > 0)
    return isMet(requirement, standing, [...own, "backup_code"]) ? undefined : stepUpRequired(requirement, own);
  const { maxAgeSeconds } = requirement;
  if (maxAgeSeconds === undefined) return undefined;
  const password = newestProof(standing.proofs, (proof) => proof.by === "password");
  return isFresh(password, maxAgeSeconds, standing.now) ? undefined : stepUpRequired(requirement, ["password"]);
}

/** Backup codes come with the first method; nobody enrolls them. */
function enrollmentRequired({
  methods,
  ...why
}: { readonly methods: readonly MethodType[] } & Readonly<Record<string, unknown>>): MfaError {
  const enrollable = methods.filter((type) => type !== "backup_code");
  return new MfaError("ERR-MFA-ENROLLMENT-REQUIRED", { members: { methods: enrollable, ...why } });
}
