import { systemClock, type Clock, type DurableStores } from "@sallyport/core";
import type { Sequelize } from "sequelize";
import { createAuditStore } from "./audit-store.ts";
import { createBackupCodeStore } from "./backup-code-store.ts";
import { createCredentialStore } from "./credential-store.ts";
import { createDeliveryStore } from "./delivery-store.ts";
import { createDeviceStore } from "./device-store.ts";
import { createFailureStore } from "./failure-store.ts";
import { createGraceStore } from "./grace-store.ts";
import { createMethodStore } from "./method-store.ts";
import { createOutboxStore } from "./outbox-store.ts";
import { createPolicyStore } from "./policy-store.ts";
import { createPrivacyStore } from "./privacy-store.ts";
import { createRecoveryStore } from "./recovery-store.ts";
import { createSessionHistory } from "./session-history.ts";
import { createStatsStore } from "./stats-store.ts";
import { createWebhookStore } from "./webhook-store.ts";
import { inTransaction, run, type Session } from "./statement.ts";

/** Where the durable stores are kept. */
export interface DurableStoreOptions {
  /** Sequelize 6 on PostgreSQL: a server, or the embedded one. */
  readonly sequelize: Sequelize;
  /** Default: the system clock, which means the database's own. */
  readonly clock?: Clock;
}

/** What lasts, in PostgreSQL. Each claim is one conditional statement. */
export function createDurableStores({ sequelize, clock = systemClock }: DurableStoreOptions): DurableStores {
  return storesOn({ sequelize, clock, transaction: undefined });
}

function storesOn(session: Session): DurableStores {
  return {
    methods: createMethodStore(session),
    credentials: createCredentialStore(session),
    backupCodes: createBackupCodeStore(session),
    failures: createFailureStore(session),
    sessionHistory: createSessionHistory(session),
    deliveries: createDeliveryStore(session),
    outbox: createOutboxStore(session),
    devices: createDeviceStore(session),
    policies: createPolicyStore(session),
    grace: createGraceStore(session),
    recoveries: createRecoveryStore(session),
    stats: createStatsStore(session),
    audit: createAuditStore(session),
    privacy: createPrivacyStore(session),
    webhooks: createWebhookStore(session),
    transaction: (work) => inTransaction(session, (open) => work(storesOn(open))),
    ping: async () => {
      await run(session, "SELECT 1");
    },
  };
}
