import type { Actor } from "../admin/actor.ts";
import { requireAdmin, requireLower } from "../admin/authorise.ts";
import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import type { Parts } from "../parts.ts";
import { requireFresh } from "../policy/authorise.ts";
import type { Subject } from "../subject.ts";
import type { User } from "../users.ts";

/**
 * Whom an admin may export or erase: somebody of a lower rank, in their reach. The account may be gone from the app already;
 * nobody can tell then which tenant it belonged to, so that only an admin of none may go on, and only where there is something
 * left of it: `ERR-NOT-FOUND` otherwise.
 */
async function requirePerson(parts: Parts, by: Subject, userId: string): Promise<User | null> {
  await requireAdmin(parts, by);
  const mayAskForGone = by.user.tenantId === undefined && userId !== by.user.id;
  if (!mayAskForGone || (await findUser(parts, userId))) return requireLower(parts, by.user, userId);
  if (!(await isKept(parts, userId))) throw new MfaError("ERR-NOT-FOUND");
  return null;
}

/** Whether anything is left of somebody whom the app does not know. */
async function isKept({ archive, durable }: Parts, userId: string): Promise<boolean> {
  const { methods, privacy } = durable;
  const one = { limit: 1 };
  const found = await Promise.all([
    ...[archive.ofPerson(userId, 1), methods.list(userId)],
    ...[privacy.sessions(userId, one), privacy.deliveries(userId, one), privacy.messages(userId, one)],
  ]);
  return found.some(({ length }) => length > 0);
}

/** Throws unless these data may be had: by their owner, who has shown a factor lately, or by such an admin. */
export async function requireExport(parts: Parts, userId: string, by: Actor | undefined): Promise<void> {
  if (by === undefined || typeof by === "string") return;
  if (by.user.id === userId) await requireFresh(parts, by);
  else await requirePerson(parts, by, userId);
}

/** Throws unless this person may be erased. Their tenant, as far as the app knows them still. */
export async function requireErasure(parts: Parts, userId: string, by: Actor): Promise<string | undefined> {
  if (typeof by !== "string") return (await requirePerson(parts, by, userId))?.tenantId;
  if (by.trim() === "") throw new TypeError("say who: the name goes into the record");
  return (await findUser(parts, userId))?.tenantId;
}
