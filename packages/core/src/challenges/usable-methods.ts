import type { Parts } from "../parts.ts";
import { ruleFor } from "../policy/authorise.ts";
import { methodsInUse } from "../policy/methods-in-use.ts";
import type { MethodType } from "../protocol.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { User } from "../users.ts";

/** The types that this user may show who they are with: the client's `method` is a wish (SECURITY.md D9). */
export async function usableMethods(
  parts: Parts,
  user: User,
  records: readonly MethodRecord[],
): Promise<readonly MethodType[]> {
  const rule = await ruleFor(parts, user);
  const types = records.map(({ type }) => type);
  const own = methodsInUse(types, rule).filter((type) => !rule.methods.includes(type));
  return own.length > 0 ? [...own, ...rule.methods.filter((type) => type === "backup_code")] : rule.methods;
}
