import type { MethodRecord, MethodStore } from "@sallyport/core";
import { COLUMNS, toMethod } from "./method-row.ts";
import { lockUser, run, type Session } from "./statement.ts";

type Values = Parameters<MethodStore["remove"]>;

/** Whose methods, which of them, and of which types one must be left. */
export interface Removal {
  readonly userId: Values[0];
  readonly which: Values[1];
  readonly rule: Values[2];
}

/**
 * Removes methods under the user's lock: two removals that each see the other's method as the one that is left would
 * leave none (write skew), so that they take turns.
 */
export async function removeMethods(
  session: Session,
  { userId, which, rule }: Removal,
): ReturnType<MethodStore["remove"]> {
  await lockUser(session, userId);
  const all = (await run(session, `SELECT ${COLUMNS} FROM mfa_methods WHERE user_id = $1 ORDER BY id`, [userId])).map(
    toMethod,
  );
  const going = all.filter(
    (method) => which === "all" || ("methodId" in which ? method.id === which.methodId : method.type === which.type),
  );
  const left = all.filter((method) => !going.includes(method));
  if (going.length === 0) return { outcome: "missing" };
  const counts = ({ type }: MethodRecord): boolean => rule.keepOneOf?.includes(type) ?? false;
  if (all.some(counts) && !left.some(counts)) return { outcome: "last" };

  await run(session, "DELETE FROM mfa_methods WHERE user_id = $1 AND id = ANY($2::uuid[]) RETURNING id", [
    userId,
    going.map(({ id }) => id),
  ]);
  return { outcome: "removed", removed: going, left: left.length };
}
