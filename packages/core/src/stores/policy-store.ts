import type { PolicyRule } from "../policy/policy.ts";

/** A rule as it is kept. */
export interface StoredRule {
  /** Who it is for, for example `default`, `role:admin`, `tenant:acme`, `tenant:acme/role:admin` or `user:42`. */
  readonly scope: string;
  readonly rule: PolicyRule;
  /** 1 for the first, and one more with each change. */
  readonly version: number;
  readonly updatedAt: Date;
  /** The id of the admin, or what the app has named. */
  readonly updatedBy: string;
  readonly reason: string | null;
}

/** Rules of the policy that are set while the app runs, durable. */
export interface PolicyStore {
  /** All of them, by scope. */
  list(): Promise<readonly StoredRule[]>;
  /** Puts a rule in the place of the one with its scope. */
  put(rule: Pick<StoredRule, "scope" | "rule" | "updatedBy" | "reason">): Promise<StoredRule>;
  /** Removes it: true if it was there. */
  remove(scope: string): Promise<boolean>;
}
