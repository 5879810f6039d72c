import type { DeliveryReport, ProviderCallback } from "../channel.ts";
import type { Parts } from "../parts.ts";
import { markReachable, markUnreachable } from "./reachability.ts";

/**
 * What a provider reports of messages. False where no channel knows the provider. Rejects with `CallbackRefusedError`
 * where a signature is wrong.
 */
export async function receiveReports(parts: Parts, callback: ProviderCallback): Promise<boolean> {
  const { sms, email } = parts.settings.channels;
  for (const channel of [sms, email]) {
    const reports = await channel?.receive?.(callback);
    if (!reports) continue;
    for (const report of reports) await take(parts, callback.provider, report);
    return true;
  }
  return false;
}

async function take(parts: Parts, provider: string, { messageId, providerId, status }: DeliveryReport): Promise<void> {
  const delivery = await parts.durable.deliveries.report({ provider, messageId, providerId, status });
  if (!delivery) return;
  if (status === "bounced" || status === "complained") await markUnreachable(parts, delivery);
  if (status === "delivered") await markReachable(parts, delivery);
}
