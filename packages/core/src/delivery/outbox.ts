import { z } from "zod";
import type { MessageContexts, NoticeKind } from "../messages/message.ts";
import { renderMessage } from "../messages/render.ts";
import { parsePhoneNumber } from "../methods/sms/number.ts";
import { record, type Parts } from "../parts.ts";
import type { ClaimedMessage } from "../stores/outbox-store.ts";
import { handOver } from "./hand-over.ts";
import { linkAad, outboxAad } from "./notice-messages.ts";
import { priceOf } from "./price.ts";
import { chargeNotice } from "./charge-send.ts";

/** So many at once: each takes three seconds at most, far below the lease. */
const LOT = 10;
const LEASE_SECONDS = 30;

const FIRST_RETRY_SECONDS = 10;
const LONGEST_RETRY_SECONDS = 3600;

/** Nobody wants to hear of it later than that. */
const GIVE_UP_AFTER_MS = 48 * 3600 * 1000;

/** What the texts are made of, as the outbox keeps it. */
const words = z.looseObject({
  at: z.coerce.date(),
  expiresAt: z.coerce.date().optional(),
  deadline: z.coerce.date().optional(),
  effectiveAt: z.coerce.date().optional(),
  sealedLink: z.string().optional(),
});

/** Sends everything that is due, until there is no more. Any number of processes may do it at once. */
export async function emptyOutbox(parts: Parts): Promise<void> {
  for (;;) {
    const claimed = await parts.durable.outbox.claim(LOT, LEASE_SECONDS);
    await Promise.all(claimed.map((message) => sendOne(parts, message)));
    if (claimed.length < LOT) return;
  }
}

async function sendOne(parts: Parts, message: ClaimedMessage): Promise<void> {
  const { id, userId, channel, methodId, kind, language } = message;
  const { outbox, deliveries } = parts.durable;
  const opened = parts.keyRing.open(message.to, outboxAad(id, userId));
  if (!opened.ok) {
    // A key that is missing may come back; a row that is damaged stays so.
    await (opened.reason === "unknown-key" ? later(parts, message) : giveUp(parts, message, "destination_unreadable"));
    return;
  }
  const to = Buffer.from(opened.plaintext).toString();
  const country = channel === "sms" ? ((await parsePhoneNumber(to))?.country ?? null) : null;
  const waitSeconds = await chargeNotice(parts, { type: channel, to, country });
  if (waitSeconds > 0) {
    await later(parts, message, waitSeconds);
    return;
  }
  const price = priceOf(parts, { type: channel, country });
  await deliveries.admit({ id, userId, methodId, codeId: null, channel, purpose: "notice", country, price });
  const rendered = renderMessage(kind as NoticeKind, contextOf(parts, message), parts.settings.messages);
  const { outcome } = await handOver(parts, {
    id,
    userId,
    methodId,
    channel,
    to,
    rendered,
    purpose: "notice",
    language,
  });

  if (outcome === "sent") {
    await outbox.finish(id, "sent");
    await record(parts, { type: "notice_sent", userId, methodType: channel, data: { kind } });
  } else await (outcome === "bounced" ? giveUp(parts, message, "bounced") : later(parts, message));
}

/** Once more after a while, each time a longer one; not for ever. */
async function later(parts: Parts, message: ClaimedMessage, waitSeconds = 0): Promise<void> {
  const { id, attempts, sendAt } = message;
  const ageMs = parts.settings.clock.now().getTime() - sendAt.getTime();
  const seconds = Math.max(waitSeconds, FIRST_RETRY_SECONDS * 2 ** Math.min(attempts - 1, 20));
  if (ageMs > GIVE_UP_AFTER_MS) await giveUp(parts, message, "given_up");
  else await parts.durable.outbox.retry(id, Math.min(LONGEST_RETRY_SECONDS, seconds));
}

function contextOf(parts: Parts, { id, userId, data, language }: ClaimedMessage): MessageContexts[NoticeKind] {
  const { issuer, origins } = parts.settings;
  const { sealedLink, ...known } = words.parse(data);
  const opened = sealedLink === undefined ? undefined : parts.keyRing.open(sealedLink, linkAad(id, userId));
  const link = opened?.ok ? { link: Buffer.from(opened.plaintext).toString() } : {};
  // What was put in as the data of a kind comes out as that; dates are the only thing that JSON does not bring back.
  return { ...known, ...link, issuer, origin: origins[0] ?? "", language };
}

/** Never without a word: an operator sees that somebody was not told. */
async function giveUp(parts: Parts, { id, userId, channel, kind }: ClaimedMessage, reason: string): Promise<void> {
  await parts.durable.outbox.finish(id, "failed");
  parts.settings.logger.error("a notice could not be delivered", { kind, channel, reason });
  await record(parts, { type: "notice_failed", userId, methodType: channel, reason, data: { kind } });
}
