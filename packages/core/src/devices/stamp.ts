import type { Parts } from "../parts.ts";
import type { ResolvedRule } from "../policy/policy.ts";
import type { User } from "../users.ts";

/**
 * What a trust was granted against, as far as the app and the policy say it: the version of the credentials, and the rule
 * that holds for the user. With methods and backup codes, which the store compares itself, that is all that a change of
 * ends trust: no job has to run (DESIGN.md §3, idea 9). One hash for each key, newest first.
 */
export function stampsOf(parts: Parts, user: User, rule: ResolvedRule): readonly [string, ...string[]] {
  const { mfa, methods, mayDisable } = rule;
  const value = JSON.stringify([user.id, user.credentialsChangedAt?.toISOString() ?? null, mfa, methods, mayDisable]);
  const [newest = "", ...older] = parts.keyRing.macs("device-stamp", value);
  return [newest, ...older];
}
