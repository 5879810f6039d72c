import { createCourier } from "./delivery/courier.ts";
import { createBackupCodeHasher } from "./methods/backup-codes/hash.ts";
import type { Settings } from "./options/settings.ts";
import type { Parts } from "./parts.ts";
import { createPolicyBook } from "./policy/book.ts";
import { createKeyRing } from "./secrets/key-ring.ts";
import type { CounterStore } from "./stores/counter-store.ts";
import { withDeadline } from "./stores/deadline.ts";
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
}

/** Every store with its deadline, and what the use cases share. */
export function assemble(
  settings: Settings,
  { events, stores }: { readonly events: Parts["events"]; readonly stores: Stores },
): Parts {
  const { backupCodes, clock, random, logger, keys } = settings;
  const keyRing = createKeyRing(keys);
  const onUnavailable = (error: unknown, name: string): void => {
    logger.error("a store did not answer", { store: name, error: String(error) });
    events.emit({ type: "store_unavailable", at: clock.now(), reason: name });
  };
  const durable = guardDurable(stores.durable, onUnavailable);
  return {
    settings,
    events,
    keyRing,
    hasher: createBackupCodeHasher({ keyRing, random, cost: backupCodes.cost }),
    durable,
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
    transaction: guarded.transaction,
    ping: guarded.ping,
  };
}
