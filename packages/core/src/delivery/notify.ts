import type { NoticeKind } from "../messages/message.ts";
import type { UserNotice } from "../options/mfa-options.ts";
import type { Parts } from "../parts.ts";
import type { DurableStores } from "../stores/ports.ts";
import { heldContext } from "./held-context.ts";
import type { Notice } from "./notice.ts";
import { noticeMessages } from "./notice-messages.ts";
import { emptyOutbox } from "./outbox.ts";

/** Puts a notice into the outbox, inside the transaction of what it tells of: the two are kept or lost together. */
export async function queueNotice(parts: Parts, stores: DurableStores, notice: Notice): Promise<void> {
  const { sms, email } = parts.settings.channels;
  if (!sms && !email) return;
  const methods = notice.methods ?? (await stores.methods.list(notice.user.id));
  await stores.outbox.add(noticeMessages(parts, methods, notice));
}

/** After the transaction: sends what is due, and tells the app. Nobody waits for either. */
export function announceNotice(parts: Parts, { user, kind, data, context }: Notice): void {
  parts.courier.postOnce("outbox", () => emptyOutbox(parts));
  const { onNotice, clock } = parts.settings;
  if (!onNotice) return;
  const notice = { type: kind, at: clock.now(), context: heldContext(context), ...data } as UserNotice;
  parts.courier.post(async () => {
    await onNotice(user, notice);
  });
}

/** The same for what has happened already. Whatever fails in it changes no answer. */
export async function notify(parts: Parts, notice: Notice): Promise<void> {
  try {
    await queueNotice(parts, parts.durable, notice);
    announceNotice(parts, notice);
  } catch (error) {
    parts.settings.logger.error("a user could not be told", { kind: notice.kind, error: String(error) });
  }
}

/** Takes back what has not gone out. */
export function cancelNotices(stores: DurableStores, userId: string, kind: NoticeKind): Promise<void> {
  return stores.outbox.cancel(userId, kind);
}
