import { OPERATOR } from "../admin/actor.ts";
import { act } from "../audit/act.ts";
import type { ProviderCallback } from "../channel.ts";
import { requireReason } from "../limits/reason.ts";
import { record, type Parts } from "../parts.ts";
import type { DeliveryStats } from "../stores/delivery-store.ts";
import { emptyOutbox } from "./outbox.ts";
import { receiveReports } from "./receive.ts";

/** How long it is remembered what was sent. */
const RETENTION_DAYS = 90;

/** What is sent, for operators and for the HTTP layer. */
export interface Deliveries {
  /** What was sent, what came back and what it cost in the last hours (default 24), by channel and country. */
  stats(options?: { readonly hours?: number }): Promise<readonly DeliveryStats[]>;
  /**
   * Lets messages go to a country again where too few codes came back. `reason` goes into the record; an empty one is
   * refused with a TypeError. False where nothing was paused.
   */
  resume(country: string, reason: string): Promise<boolean>;
  /**
   * Takes what a provider reports (`deliveryWebhooks()` calls it). False where no channel is of that provider. Rejects with
   * `CallbackRefusedError` where the signature is not the provider's.
   */
  receive(callback: ProviderCallback): Promise<boolean>;
  /** Sends the notices that are due. `createSallyport` calls it every few seconds. */
  flush(): Promise<void>;
  /** Resolves when nothing is on its way to a provider: before a process ends. */
  idle(): Promise<void>;
  /** Forgets what was sent more than 90 days ago. */
  cleanUp(): Promise<number>;
}

export function createDeliveries(parts: Parts): Deliveries {
  const { deliveries, outbox } = parts.durable;
  return {
    stats: ({ hours = 24 } = {}) => deliveries.stats(hours),
    resume: async (country, reason) => {
      requireReason(reason);
      return act(parts, async (within) => {
        const isResumed = await within.durable.deliveries.resume(country);
        if (isResumed) await record(within, { type: "delivery_resumed", reason, actorId: OPERATOR, data: { country } });
        return isResumed;
      });
    },
    receive: (callback) => receiveReports(parts, callback),
    flush: () => parts.courier.track(emptyOutbox(parts)),
    idle: () => parts.courier.idle(),
    cleanUp: async () => (await deliveries.cleanUp(RETENTION_DAYS)) + (await outbox.cleanUp(RETENTION_DAYS)),
  };
}
