import { MfaError } from "../errors.ts";
import type { EventSink, MfaEvent, NewEvent } from "../events.ts";
import type { Settings } from "../options/settings.ts";
import type { KeyRing } from "../secrets/key-ring.ts";
import { drawnAhead, newId } from "../secrets/random.ts";
import type { AuditStore, NewAuditRow } from "../stores/audit-store.ts";
import { entryOf } from "./entry.ts";
import { classOf } from "./event-table.ts";
import { createFlood } from "./flood.ts";
import { linker } from "./link.ts";
import type { AuditQueue } from "./queue.ts";
import { toRow } from "./row.ts";
import { createSinks } from "./sinks/tell-sinks.ts";
import { createTenants } from "./tenants.ts";
import { withWebhooks } from "./webhooks/targets.ts";
import { createWriter } from "./writer.ts";

/** Where use cases say what has happened. */
export interface Recorder {
  /**
   * Writes events. Where it resolves, those that are written `now` are written, and listeners have heard of all of them; where it
   * throws (`ERR-UNAVAILABLE`), what they tell of must not be granted.
   */
  record(events: readonly NewEvent[]): Promise<void>;
  /** Writes one under an id that any number of processes come to: it is there once, and told where it was written. */
  recordOnce(id: string, event: NewEvent): Promise<void>;
  /** Takes part in a transaction: see `act`. */
  readonly within: Within;
  /** Resolves when nothing waits any more; throws where it can't be written. */
  flush(): Promise<void>;
  /** Writes what waits in files of this machine, once the database takes it. */
  replay(): Promise<void>;
  /** Whether events wait in a file, since the database does not take them. */
  readonly isDegraded: boolean;
}

/** Both halves of recording in somebody else's transaction. */
export interface Within {
  /** Writes into the transaction that `store` belongs to. */
  append(store: AuditStore, events: readonly NewEvent[]): Promise<Appended>;
}

/** What was written, if the transaction is kept. */
export interface Appended {
  /** The transaction was kept. */
  kept(): void;
  /** It was not. */
  dropped(): Promise<void>;
}

/** What a recorder is made of. */
export interface RecorderParts {
  readonly settings: Settings;
  readonly keyRing: KeyRing;
  readonly events: EventSink;
  readonly store: AuditStore;
  /** Only with `onAuditFailure: "queue"`. */
  readonly queue: AuditQueue | undefined;
}

/** Records events, each once: in the trail, and for whoever listens. */
export function createRecorder(parts: RecorderParts): Recorder {
  const { keyRing, events, store } = parts;
  const settings = { ...parts.settings, random: drawnAhead(parts.settings.random) };
  const makeLink = linker(keyRing);
  const tenants = createTenants(settings);
  const flood = createFlood();
  const tellSinks = createSinks(settings);
  const posting = (to: AuditStore): AuditStore => withWebhooks(to, settings.audit.webhooks);
  const queue = parts.queue && tellingQueue(parts.queue, noteDegraded);
  const append = (rows: readonly NewAuditRow[]): Promise<void> => posting(store).append(rows, makeLink);
  const writer = createWriter({ append, known: store.known, queue, logger: settings.logger });

  function stamp({ actorId, ...event }: NewEvent): MfaEvent {
    const actor = actorId === undefined || actorId === event.userId ? {} : { actorId };
    return { ...event, ...actor, id: newId(settings), at: settings.clock.now() };
  }
  async function complete(event: NewEvent): Promise<MfaEvent> {
    const { userId } = event;
    const tenantId = event.tenantId ?? (userId === undefined ? undefined : await tenants.of(userId));
    return tenantId === undefined ? stamp(event) : { ...stamp(event), tenantId };
  }
  function rowsOf(complete: readonly MfaEvent[]): readonly NewAuditRow[] {
    if (!settings.audit.enabled) return [];
    const kept = complete.map(flood).filter((event) => event !== undefined);
    return kept.map((event) => toRow({ settings, keyRing }, event));
  }
  function tell(complete: readonly MfaEvent[], rows: readonly NewAuditRow[]): void {
    for (const event of complete) events.emit(event);
    for (const row of rows) tellSinks(() => entryOf(row));
  }

  async function noteDegraded(add: AuditQueue["add"]): Promise<void> {
    const event = stamp({ type: "audit_degraded" });
    const rows = rowsOf([event]);
    await add(rows);
    tell([event], rows);
  }

  async function record(given: readonly NewEvent[]): Promise<void> {
    const all = await Promise.all(given.map(complete));
    const isUrgent = all.some(({ type }) => classOf(type).written === "now");
    const rows = rowsOf(all);
    if (isUrgent) await writer.write(rows);
    else if (!writer.take(rows)) throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1 });
    tell(all, rows);
  }

  async function recordOnce(id: string, event: NewEvent): Promise<void> {
    const one = { ...stamp(event), id };
    const rows = rowsOf([one]);
    try {
      await append(rows);
    } catch (error) {
      if ((await store.known([id])).length === 0) throw error;
      return;
    }
    tell([one], rows);
  }

  return {
    record,
    recordOnce,
    within: {
      append: async (transactional, given) => {
        const all = await Promise.all(given.map(complete));
        const rows = rowsOf(all);
        const queued = rows.length > 0 ? await writer.writeInto(posting(transactional), rows, makeLink) : undefined;
        return {
          kept: () => {
            tell(all, rows);
          },
          dropped: async () => {
            await queued?.withdraw();
          },
        };
      },
    },
    flush: () => writer.flush(),
    replay: async () => {
      if (!queue?.isWaiting || queue.isUsed) return;
      const { written, refused } = await queue.replay(async (rows) => {
        const known = new Set(await store.known(rows.map(({ id }) => id)));
        await append(rows.filter(({ id }) => !known.has(id)));
      });
      if (written + refused > 0) await record([{ type: "audit_recovered", data: { written, refused } }]);
    },
    get isDegraded() {
      return queue?.isWaiting ?? false;
    },
  };
}

/** The first row that has to wait is followed by one that says so. */
function tellingQueue(queue: AuditQueue, note: (add: AuditQueue["add"]) => Promise<void>): AuditQueue {
  return {
    ...queue,
    add: async (rows) => {
      const isFirst = !queue.isWaiting;
      const queued = await queue.add(rows);
      if (isFirst) await note(queue.add);
      return queued;
    },
    get isUsed() {
      return queue.isUsed;
    },
    get isWaiting() {
      return queue.isWaiting;
    },
  };
}
