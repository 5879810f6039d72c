import { hintOfMethod } from "../methods/destination.ts";
import type { Parts } from "../parts.ts";
import { ruleFor } from "../policy/authorise.ts";
import type { OfferedMethod } from "../protocol.ts";
import type { MethodRecord } from "../stores/ports.ts";
import type { User } from "../users.ts";
import { newestFirst } from "./preferred-method.ts";

/** What a user may show who they are with: their own methods, as far as policy allows them, the preferred one first. */
export async function offeredMethods(
  parts: Parts,
  { user, records }: { readonly user: User; readonly records: readonly MethodRecord[] },
): Promise<readonly OfferedMethod[]> {
  const { methods: allowed } = ruleFor(parts, user);
  const own = newestFirst(records)
    .filter(({ type }) => allowed.includes(type))
    .map((method) => ({ id: method.id, type: method.type, name: method.name, ...hintOfMethod(method) }));
  if (records.length === 0 || !allowed.includes("backup_code")) return own;
  const { remaining } = await parts.durable.backupCodes.count(user.id);
  return remaining > 0 ? [...own, { type: "backup_code", remaining }] : own;
}
