import type { Recorder } from "./audit/recorder.ts";
import type { Courier } from "./delivery/courier.ts";
import type { NewEvent } from "./events.ts";
import type { Settings } from "./options/settings.ts";
import type { BackupCodeHasher } from "./methods/backup-codes/hash.ts";
import type { PolicyBook } from "./policy/book.ts";
import type { KeyRing } from "./secrets/key-ring.ts";
import type { AuditArchive } from "./stores/audit-store.ts";
import type { CounterStore } from "./stores/counter-store.ts";
import type { ChallengeStore, DurableStores } from "./stores/ports.ts";
import type { SessionIndex } from "./stores/session-index.ts";
import type { SessionPayloads } from "./stores/session-payloads.ts";
import type { SessionSignals } from "./stores/session-signals.ts";

/** What the composition root hands to every use case. */
export interface Parts {
  readonly settings: Settings;
  readonly keyRing: KeyRing;
  readonly hasher: BackupCodeHasher;
  readonly durable: DurableStores;
  readonly challenges: ChallengeStore;
  readonly sessionIndex: SessionIndex;
  /** `sessionIndex.touch` without a deadline: the caller has one. */
  readonly look: SessionIndex["touch"];
  readonly signals: SessionSignals;
  readonly payloads: SessionPayloads | undefined;
  readonly counters: CounterStore;
  readonly courier: Courier;
  readonly policyBook: PolicyBook;
  readonly recorder: Recorder;
  /** The trail as a whole, in lots. */
  readonly archive: AuditArchive;
  /** These belong to the transaction of an `act`. */
  readonly isInAct?: boolean;
}

/**
 * Records what happened, at the time of the suite's clock: in one statement, however many they are. Within an `act` they belong
 * to its transaction; else this throws `ERR-UNAVAILABLE` where they can't be written, and nothing may be granted then.
 */
export function record(parts: Pick<Parts, "recorder">, ...events: readonly NewEvent[]): Promise<void> {
  return parts.recorder.record(events);
}
