import { DeliveryError, type SendReceipt } from "../channel.ts";
import type { RenderedMessage } from "../messages/message.ts";
import { record, type Parts } from "../parts.ts";
import type { SentMethodType } from "../protocol.ts";
import { deadline } from "../stores/deadline.ts";
import { markUnreachable } from "./reachability.ts";

/** The longest that a provider may take for one message (SECURITY.md P2, Q14). */
const SEND_DEADLINE_MS = 3000;

/** A message on its way to a provider. */
export interface HandedOver {
  /** That of the delivery. */
  readonly id: string;
  readonly userId: string;
  readonly methodId: string | null;
  readonly channel: SentMethodType;
  readonly to: string;
  readonly rendered: RenderedMessage;
  readonly purpose: "code" | "notice";
  readonly code?: string;
  readonly language: string;
}

/** What came of it: `failed` may pass, `bounced` will not. */
export type HandOverResult =
  { readonly outcome: "sent"; readonly receipt: SendReceipt } | { readonly outcome: "failed" | "bounced" };

/** Hands one message to its channel, once and within three seconds, and remembers what came of it. Never rejects for the provider's sake. */
export async function handOver(parts: Parts, message: HandedOver): Promise<HandOverResult> {
  const result = await send(parts, message);
  const { id, channel } = message;
  const name = parts.settings.channels[channel]?.name ?? channel;
  const settled =
    result.outcome === "sent"
      ? { provider: result.receipt.provider ?? name, providerId: result.receipt.id, status: result.receipt.status }
      : { provider: name, providerId: null, status: result.outcome };
  await parts.durable.deliveries.settle(id, settled);
  if (result.outcome === "bounced") await markUnreachable(parts, message);
  return result;
}

async function send(parts: Parts, message: HandedOver): Promise<HandOverResult> {
  const { id, userId, channel: type, to, rendered, purpose, code, language } = message;
  const { channels, logger } = parts.settings;
  const channel = channels[type];
  const abort = new AbortController();
  const content =
    type === "sms" ? { text: rendered.sms } : { subject: rendered.subject, text: rendered.text, html: rendered.html };
  try {
    if (!channel) throw new Error("there is no channel");
    const call = channel.send({
      ...{ id, to, ...content, purpose, language, signal: abort.signal },
      ...(code === undefined ? {} : { code }),
    });
    return { outcome: "sent", receipt: await deadline(call, SEND_DEADLINE_MS) };
  } catch (error) {
    const isPermanent = error instanceof DeliveryError && error.isPermanent;
    // The words of a provider may hold the number or the code: they reach neither the log nor the record.
    const reason = isPermanent ? "refused" : abortReason(error);
    logger.warn("a message was not taken", { channel: channel?.name ?? type, purpose, reason, isPermanent });
    await record(parts, { type: "delivery_failed", userId, methodType: type, reason, data: { purpose, isPermanent } });
    return { outcome: isPermanent ? "bounced" : "failed" };
  } finally {
    abort.abort();
  }
}

function abortReason(error: unknown): string {
  return error instanceof Error && error.message.startsWith("no answer within") ? "timeout" : "error";
}
