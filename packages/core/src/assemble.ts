import { createQueueFile } from "./audit/queue-file.ts";
import { createRecorder } from "./audit/recorder.ts";
import { createCourier } from "./delivery/courier.ts";
import { createBackupCodeHasher } from "./methods/backup-codes/hash.ts";
import type { Settings } from "./options/settings.ts";
import type { EventSink } from "./events.ts";
import { record, type Parts } from "./parts.ts";
import { createPolicyBook } from "./policy/book.ts";
import { createKeyRing } from "./secrets/key-ring.ts";
import { newId } from "./secrets/random.ts";
import type { AuditArchive } from "./stores/audit-store.ts";
import type { CounterStore } from "./stores/counter-store.ts";
import { inTime, withDeadline } from "./stores/deadline.ts";
import type { ChallengeStore, DurableStores } from "./stores/ports.ts";
import type { SessionIndex } from "./stores/session-index.ts";
import type { SessionPayloads } from "./stores/session-payloads.ts";
import type { SessionSignals } from "./stores/session-signals.ts";

/** The stores behind one suite. */
export interface Stores {
  readonly durable: DurableStores;
  readonly challenges: ChallengeStore;
  readonly sessionIndex: SessionIndex;
  readonly signals: SessionSignals;
  /** Where the HTTP layer keeps what belongs to sessions, if they shall be removed with them. */
  readonly payloads?: SessionPayloads;
  readonly counters: CounterStore;
  /** The audit trail as a whole. */
  readonly archive: AuditArchive;
}

/** What reads or deletes a lot of rows at once takes longer than a request waits. */
const ARCHIVE_MS = 5000;

/** Every store with its deadline, and what the use cases share. */
export function assemble(
  settings: Settings,
  { events, stores }: { readonly events: EventSink; readonly stores: Stores },
): Parts {
  const { backupCodes, random, logger, keys } = settings;
  const keyRing = createKeyRing(keys);
  const onUnavailable = (error: unknown, name: string): void => {
    logger.error("a store did not answer", { store: name, error: String(error) });
    // Written when the database is back; what there is no room for has been logged.
    record({ recorder }, { type: "store_unavailable", reason: name }).catch(() => undefined);
  };
  const durable = guardDurable(stores.durable, onUnavailable);
  const { onAuditFailure, queueDir: dir, enabled } = settings.audit;
  const isQueued = enabled && onAuditFailure === "queue";
  const queue = isQueued ? createQueueFile({ dir, processId: newId(settings), keyRing, logger }) : undefined;
  const recorder = createRecorder({ settings, keyRing, events, store: durable.audit, queue });
  return {
    settings,
    recorder,
    keyRing,
    hasher: createBackupCodeHasher({ keyRing, random, cost: backupCodes.cost }),
    durable,
    archive: withDeadline({ store: stores.archive, name: "archive", timeoutMs: ARCHIVE_MS, onUnavailable }),
    challenges: withDeadline({ store: stores.challenges, name: "challenges", onUnavailable }),
    sessionIndex: withDeadline({ store: stores.sessionIndex, name: "sessions", onUnavailable }),
    look: stores.sessionIndex.touch,
    signals: withDeadline({ store: stores.signals, name: "signals", onUnavailable }),
    counters: withDeadline({ store: stores.counters, name: "counters", onUnavailable }),
    courier: createCourier(logger),
    policyBook: createPolicyBook(durable.policies, logger),
    payloads: stores.payloads && withDeadline({ store: stores.payloads, name: "payloads", onUnavailable }),
  };
}

function guardDurable(durable: DurableStores, onUnavailable: (error: unknown, name: string) => void): DurableStores {
  const guarded = withDeadline({ store: durable, name: "durable", onUnavailable });
  return {
    methods: withDeadline({ store: durable.methods, name: "methods", onUnavailable }),
    credentials: withDeadline({ store: durable.credentials, name: "credentials", onUnavailable }),
    backupCodes: withDeadline({ store: durable.backupCodes, name: "backupCodes", onUnavailable }),
    failures: withDeadline({ store: durable.failures, name: "failures", onUnavailable }),
    sessionHistory: withDeadline({ store: durable.sessionHistory, name: "sessionHistory", onUnavailable }),
    deliveries: withDeadline({ store: durable.deliveries, name: "deliveries", onUnavailable }),
    outbox: withDeadline({ store: durable.outbox, name: "outbox", onUnavailable }),
    devices: withDeadline({ store: durable.devices, name: "devices", onUnavailable }),
    policies: withDeadline({ store: durable.policies, name: "policies", onUnavailable }),
    grace: withDeadline({ store: durable.grace, name: "grace", onUnavailable }),
    recoveries: withDeadline({ store: durable.recoveries, name: "recoveries", onUnavailable }),
    stats: withDeadline({ store: durable.stats, name: "stats", onUnavailable }),
    audit: withDeadline({ store: durable.audit, name: "audit", onUnavailable }),
    privacy: withDeadline({ store: durable.privacy, name: "privacy", timeoutMs: 10_000, onUnavailable }),
    webhooks: withDeadline({ store: durable.webhooks, name: "webhooks", onUnavailable }),
    transaction: (work) => guarded.transaction(inTime(work)),
    ping: guarded.ping,
  };
}
