import { cancelNotices, queueNotice } from "../../delivery/notify.ts";
import type { Parts } from "../../parts.ts";
import type { DurableStores } from "../../stores/ports.ts";
import type { Subject } from "../../subject.ts";

const DAY_MS = 86_400_000;

/** Time enough to make new ones. */
const DAYS_BEFORE = 14;

/** Expiry is announced before it comes (SECURITY.md G6); a reminder of the codes that these ones replace is taken back. */
export async function remindOfExpiry(parts: Parts, stores: DurableStores, { user, context }: Subject): Promise<void> {
  await cancelExpiryReminder(stores, user.id);
  const { expiresInDays } = parts.settings.backupCodes;
  if (expiresInDays === null) return;
  const now = parts.settings.clock.now().getTime();
  const expiresAt = new Date(now + expiresInDays * DAY_MS);
  const sendAt = new Date(Math.max(now, expiresAt.getTime() - DAYS_BEFORE * DAY_MS));
  await queueNotice(parts, stores, { user, kind: "backup_codes_expire", data: { expiresAt }, context, sendAt });
}

export function cancelExpiryReminder(stores: DurableStores, userId: string): Promise<void> {
  return cancelNotices(stores, userId, "backup_codes_expire");
}
