import { hintOfMethod } from "../methods/destination.ts";
import type { Parts } from "../parts.ts";
import type { OfferedMethod } from "../protocol.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { User } from "../users.ts";
import { newestFirst } from "./preferred-method.ts";
import { usableMethods } from "./usable-methods.ts";

/** What a user may show who they are with: their own methods, as far as policy allows them, the preferred one first. */
export async function offeredMethods(
  parts: Parts,
  { user, records }: { readonly user: User; readonly records: readonly MethodRecord[] },
): Promise<readonly OfferedMethod[]> {
  const usable = await usableMethods(parts, user, records);
  const own = newestFirst(records)
    .filter(({ type }) => usable.includes(type))
    .map((method) => ({ id: method.id, type: method.type, name: method.name, ...hintOfMethod(method) }));
  if (records.length === 0 || !usable.includes("backup_code")) return own;
  const { remaining } = await parts.durable.backupCodes.count(user.id);
  return remaining > 0 ? [...own, { type: "backup_code", remaining }] : own;
}
