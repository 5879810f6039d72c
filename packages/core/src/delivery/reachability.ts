import { record, type Parts } from "../parts.ts";
import type { SentMethodType } from "../protocol.ts";

interface Reached {
  readonly userId: string;
  /** Null for the account's own address: that one is the app's to show. */
  readonly methodId: string | null;
  readonly channel: SentMethodType;
}

/** Messages come back: the method is marked, and its owner is shown that it needs attention. */
export async function markUnreachable(parts: Parts, { userId, methodId, channel }: Reached): Promise<void> {
  const isNew = methodId === null || (await parts.durable.methods.markReachable(methodId, false));
  if (!isNew) return;
  const method = methodId === null ? {} : { methodId };
  await record(parts, { type: "delivery_bounced", userId, methodType: channel, ...method });
}

/** A message has arrived: whatever was wrong is over. */
export async function markReachable(parts: Parts, { methodId }: Reached): Promise<void> {
  if (methodId !== null) await parts.durable.methods.markReachable(methodId, true);
}
