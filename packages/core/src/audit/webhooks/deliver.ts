import type { WebhookOptions } from "../../options/audit-options.ts";
import { record, type Parts } from "../../parts.ts";
import type { ClaimedDelivery } from "../../stores/webhook-store.ts";
import { entryOf } from "../entry.ts";
import { postEvent } from "./post.ts";

/** So many at once for each webhook. Each takes five seconds at most, far below the lease. */
const LOT = 10;
const LEASE_SECONDS = 30;

const FIRST_RETRY_SECONDS = 5;
const LONGEST_RETRY_SECONDS = 12 * 3600;

/** With these waits, after about three days. */
const MOST_ATTEMPTS = 19;

/** Posts what is due to one webhook until there is no more, or somebody says stop. Any number of processes may do it at once. */
export async function deliverDue(parts: Parts, webhook: WebhookOptions, isStopped: () => boolean): Promise<void> {
  for (;;) {
    if (isStopped()) return;
    const lot = { limit: LOT, leaseSeconds: LEASE_SECONDS };
    const claimed = await parts.durable.webhooks.claim(webhook.name, lot);
    await Promise.all(claimed.map((delivery) => deliverOne(parts, webhook, delivery)));
    if (claimed.length < LOT) return;
  }
}

async function deliverOne(parts: Parts, webhook: WebhookOptions, delivery: ClaimedDelivery): Promise<void> {
  const { row, attempts } = delivery;
  const { settings, durable } = parts;
  const target = { webhook: webhook.name, eventId: row.id };
  const problem = await postEvent(webhook, entryOf(row), settings.clock.now());
  if (problem === undefined) await durable.webhooks.finish(target);
  else if (attempts < MOST_ATTEMPTS)
    await durable.webhooks.retry(target, { inSeconds: waitAfter(attempts), error: problem });
  else if (await durable.webhooks.abandon(target, problem)) await tellAbandoned(parts, delivery, problem);
}

/** Twice as long each time, and not all at once: a receiver that comes back would fall over again. */
function waitAfter(attempts: number): number {
  const seconds = Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** (attempts - 1));
  return seconds * (0.75 + Math.random() / 2);
}

/** Never without a word: an operator sees that somebody was not told. */
async function tellAbandoned(parts: Parts, { webhook, row }: ClaimedDelivery, problem: string): Promise<void> {
  const about = { webhook, eventId: row.id, eventType: row.type, problem };
  parts.settings.logger.error("a webhook did not take an event in three days, and gets it no more", about);
  await record(parts, { type: "webhook_abandoned", data: about });
}
