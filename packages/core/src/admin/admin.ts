import { actorOf, type Actor } from "./actor.ts";
import { act } from "../audit/act.ts";
import { record, type Parts } from "../parts.ts";
import { requireReason } from "../limits/reason.ts";
import { endAllSessions } from "../sessions/end.ts";
import type { Subject } from "../subject.ts";
import type { User } from "../users.ts";
import { requireAdmin, requireInReach, requireLower } from "./authorise.ts";
import { sendLinkAgain } from "./enrollment-link.ts";
import { executeReset } from "./execute-reset.ts";
import { approveReset, cancelReset, requireTarget, resetMfa, type ResetAnswer } from "./reset.ts";
import { readUser, type UserReport } from "./user-report.ts";

/** What admins do for users. `by` is the admin's own request (`req.mfa.subject`), or the name of an operator in a script. */
export interface Admin {
  /**
   * Takes all methods, backup codes and trust of a user away, and ends their sessions: for one who has lost everything.
   * Gives nobody a code, a secret or a session; the user is sent a link (`recovery.linkHours`) to enroll again, which works
   * with the password alone. Takes the admin's own fresh second factor, a user of a lower rank and the same tenant, never
   * oneself: `ERR-FORBIDDEN` otherwise. With `admin.approvals: 2` it waits for another admin, with
   * `admin.coolingOffHours` for the user to object.
   *
   * @example
   * ```ts
   * import type { Request } from "express";
   * import type { Sallyport } from "sallyport";
   *
   * export async function help(mfa: Sallyport, req: Request, userId: string): Promise<string> {
   *   const { subject } = req.mfa;
   *   if (!subject) return "nobody is signed in";
   *   const { status } = await mfa.admin.resetMfa(userId, { by: subject, reason: "Lost phone, ID checked" });
   *   return status;
   * }
   * ```
   */
  resetMfa(userId: string, request: { readonly by: Actor; readonly reason: string }): Promise<ResetAnswer>;
  /** The second approver, never the one who asked. */
  approveReset(userId: string, request: { readonly by: Actor }): Promise<ResetAnswer>;
  /** Takes a reset back that has not been carried out. */
  cancelReset(userId: string, request: { readonly by: Actor }): Promise<void>;
  /** Sends the link of a reset again; the one before is dead by that. Returns when it ends. */
  sendEnrollmentLink(userId: string, request: { readonly by: Actor }): Promise<Date>;
  /** Carries out what is due: resets after their cooling-off, recoveries after their delay. Runs by itself in a suite of `createSallyport`. Returns how many. */
  settle(): Promise<number>;
  /** How a user stands. */
  user(userId: string, request: { readonly by: Subject }): Promise<UserReport>;
  /** Ends all sessions of a user. */
  endSessions(userId: string, request: { readonly by: Subject }): Promise<number>;
  /** Lets a user guess again at once. */
  unlock(userId: string, request: { readonly by: Subject; readonly reason: string }): Promise<void>;

  /** Throws unless this is an admin with a fresh second factor. */
  require(subject: Subject): Promise<void>;
  /** The user that this admin may see. */
  requireInReach(subject: Subject, userId: string): Promise<User>;
  /** The user that this admin may change. */
  requireLower(subject: Subject, userId: string): Promise<User>;
}

const LOT = 50;

export function createAdmin(parts: Parts): Admin {
  const target = async (by: Subject, userId: string): Promise<User> => {
    await requireAdmin(parts, by);
    return requireLower(parts, by.user, userId);
  };
  const reachable = async (by: Subject, userId: string): Promise<User> => {
    await requireAdmin(parts, by);
    return requireInReach(parts, by.user, userId);
  };
  return {
    resetMfa: (userId, request) => resetMfa(parts, userId, request),
    approveReset: (userId, request) => approveReset(parts, userId, request),
    cancelReset: (userId, request) => cancelReset(parts, userId, request),
    sendEnrollmentLink: async (userId, { by }) =>
      sendLinkAgain(parts, { user: await requireTarget(parts, by, userId), by }),
    settle: () => settle(parts),
    user: async (userId, { by }) => readUser(parts, await reachable(by, userId)),
    endSessions: async (userId, { by }) => {
      const { id } = await target(by, userId);
      return endAllSessions(parts, { userId: id, reason: "ended_by_admin", ...actorOf(by) });
    },
    unlock: async (userId, { by, reason }) => {
      requireReason(reason);
      const { id } = await target(by, userId);
      await act(parts, async (within) => {
        await within.durable.failures.forget(id);
        await record(within, { type: "admin_unlocked", userId: id, reason, ...actorOf(by) });
      });
    },
    require: (subject) => requireAdmin(parts, subject),
    requireInReach: reachable,
    requireLower: target,
  };
}

/** One that fails keeps none of the others waiting; it is due again the next time. */
async function settle(parts: Parts): Promise<number> {
  let done = 0;
  for (const recovery of await parts.durable.recoveries.due(LOT))
    try {
      done += Number(await executeReset(parts, recovery));
    } catch (error) {
      const { id } = recovery;
      parts.settings.logger.error("a reset could not be carried out", { recoveryId: id, error: String(error) });
    }
  return done;
}
