import type { Parts } from "../parts.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { DeliveryStore } from "../stores/delivery-store.ts";

type Via = Awaited<ReturnType<DeliveryStore["verified"]>>;

/** Providers that watch for fraud want to know which codes came back. Nobody waits for them. */
export function confirmToProvider(parts: Parts, type: MethodRecord["type"], via: Via): void {
  const channel = type === "sms" || type === "email" ? parts.settings.channels[type] : undefined;
  const confirm = channel?.confirm;
  if (!via || !confirm) return;
  parts.courier.post(() => confirm.call(channel, via.providerId));
}
