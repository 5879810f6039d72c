import type { NewEvent } from "../events.ts";
import { act } from "../audit/act.ts";
import { announceNotice, queueNotice } from "../delivery/notify.ts";
import type { Notice } from "../delivery/notice.ts";
import { findUser } from "../find-user.ts";
import { cancelExpiryReminder } from "../methods/backup-codes/expiry-reminder.ts";
import { record, type Parts } from "../parts.ts";
import { endAllSessions } from "../sessions/end.ts";
import type { DurableStores } from "../stores/ports.ts";
import type { RecoveryRecord } from "../stores/recovery-store.ts";
import type { User } from "../users.ts";
import { queueLink } from "./enrollment-link.ts";
import { tellAdmins } from "./tell-admins.ts";

/**
 * Takes all methods, codes and trust of a user away, ends their sessions, and opens the one way that is left: a link to
 * enroll again. All of it or none; whoever is second in a race finds nothing to do. It gives nobody anything to sign in with
 * (SECURITY.md O1).
 */
export async function executeReset(parts: Parts, { id, userId }: RecoveryRecord): Promise<boolean> {
  const user = await findUser(parts, userId);
  const done = await act(parts, async (within) => {
    const stores = within.durable;
    const recovery = await stores.recoveries.execute(id);
    if (!recovery) return undefined;
    const notice = user && noticeOf(user, recovery);
    const before = await stores.methods.list(userId);
    await removeAll(stores, userId);
    await endAllSessions(within, { userId, reason: "mfa_reset" });
    if (notice) await queueNotice(parts, stores, { ...notice, methods: before });
    const linkExpiresAt = user && (await queueLink(parts, stores, { user, id }));
    await recordReset(within, { recovery, isLinkSent: linkExpiresAt !== undefined });
    return { recovery, notice };
  });
  if (!done) return false;

  const { notice } = done;
  const { kind, requestedBy } = done.recovery;
  if (notice) announceNotice(parts, notice);
  if (user && kind === "admin_reset") tellAdmins(parts, { user, by: requestedBy });
  return true;
}

/** Who has approved it has an event of their own. */
async function recordReset(
  within: Parts,
  { recovery, isLinkSent }: { readonly recovery: RecoveryRecord; readonly isLinkSent: boolean },
): Promise<void> {
  const { id, userId, kind, reason, requestedBy: actorId } = recovery;
  const data = { recoveryId: id };
  const type = kind === "admin_reset" ? "admin_mfa_reset" : "recovery_executed";
  const events: NewEvent[] = [{ type, userId, actorId, data, ...(reason === null ? {} : { reason }) }];
  if (isLinkSent) events.push({ type: "enrollment_link_sent", userId, actorId, data });
  await record(within, ...events);
}

function noticeOf(user: User, { kind }: RecoveryRecord): Notice {
  const what = kind === "admin_reset" ? "admin_reset" : "recovery_executed";
  return { user, kind: what, data: {}, context: {} };
}

async function removeAll(stores: DurableStores, userId: string): Promise<void> {
  await stores.methods.remove(userId, "all", { keepOneOf: undefined });
  await stores.backupCodes.clear(userId);
  await cancelExpiryReminder(stores, userId);
  await stores.devices.end(userId, "all", "mfa_reset");
  await stores.failures.forget(userId);
}
