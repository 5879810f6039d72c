import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import type { Parts } from "../parts.ts";
import { requireFresh } from "../policy/authorise.ts";
import { judgeSubject } from "../policy/judge-subject.ts";
import { requireFull, type Subject } from "../subject.ts";
import type { User } from "../users.ts";

/**
 * Who acts as an admin has shown a second factor lately. One who has none gets nowhere, whatever policy says of them, and
 * neither does one to whom policy leaves nothing but enrolling (SECURITY.md O2).
 */
export async function requireAdmin(parts: Parts, subject: Subject): Promise<void> {
  requireFull(subject);
  if (!parts.settings.isAdmin(subject.user)) throw new MfaError("ERR-FORBIDDEN");
  const methods = await parts.durable.methods.list(subject.user.id);
  const refusal = await judgeSubject(parts, methods.length === 0 ? { unenrolled: "refuse" } : {}, subject);
  if (refusal?.code === "ERR-MFA-ENROLLMENT-REQUIRED") throw refusal;
  await requireFresh(parts, subject);
}

/**
 * The user that an admin asks about. One of a tenant sees nobody else's: whom they may not see looks to them like
 * somebody who is not there.
 */
export async function requireInReach(parts: Parts, admin: User, userId: string): Promise<User> {
  const target = await findUser(parts, userId);
  if (admin.tenantId !== undefined && target?.tenantId !== admin.tenantId) throw new MfaError("ERR-FORBIDDEN");
  if (!target) throw new MfaError("ERR-NOT-FOUND");
  return target;
}

/** The user that an admin wants to change: in reach, not themselves, and of a lower rank. */
export async function requireLower(parts: Parts, admin: User, userId: string): Promise<User> {
  const target = await requireInReach(parts, admin, userId);
  const { rank } = parts.settings.admin;
  if (target.id === admin.id || rank(target) >= rank(admin)) throw new MfaError("ERR-FORBIDDEN");
  return target;
}
