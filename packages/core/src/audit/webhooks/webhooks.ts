import type { Parts } from "../../parts.ts";
import type { DeadLetter } from "../../stores/webhook-store.ts";
import { deliverDue } from "./deliver.ts";

/** How long it is remembered what was posted. */
const RETENTION_DAYS = 90;

const MOST_LETTERS = 1000;

/** What is posted to `audit.webhooks` (docs/audit-trail.md#webhooks). */
export interface Webhooks {
  /** Posts what is due. Runs by itself in a suite of `createSallyport`. */
  flush(): Promise<void>;
  /** Events that a webhook has not taken in three days, the newest first; 1000 at most (default 100). */
  deadLetters(options?: { readonly limit?: number }): Promise<readonly DeadLetter[]>;
  /** Has them posted again: one event, or all of that webhook. Returns how many. */
  redeliver(which: { readonly webhook: string; readonly eventId?: string }): Promise<number>;
  /** Takes nothing more and resolves when nothing is on its way: before a process ends. */
  close(): Promise<void>;
  /** Forgets what was posted or given up more than 90 days ago. */
  cleanUp(): Promise<number>;
}

export function createWebhooks(parts: Parts): Webhooks {
  const { webhooks } = parts.settings.audit;
  const store = parts.durable.webhooks;
  let isStopped = false;
  let running: Promise<unknown> | undefined;

  async function deliverAll(): Promise<void> {
    const each = webhooks.map((webhook) => deliverDue(parts, webhook, () => isStopped));
    const [failed] = (await Promise.allSettled(each)).filter(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }

  return {
    flush: async () => {
      // What has come since the one that runs has looked is due now.
      await running;
      running ??= deliverAll().finally(() => (running = undefined));
      await running;
    },
    deadLetters: ({ limit = 100 } = {}) => store.deadLetters(Math.min(limit, MOST_LETTERS)),
    redeliver: (which) => store.redeliver(which),
    close: async () => {
      isStopped = true;
      await running;
    },
    cleanUp: () => store.cleanUp(RETENTION_DAYS),
  };
}
