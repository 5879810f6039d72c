import { systemClock, type Clock } from "../clock.ts";
import { SallyportConfigError } from "../errors.ts";
import type { NewEvent } from "../events.ts";
import { consoleLogger, type Logger } from "../logger.ts";
import { resolveAudit } from "../options/audit-defaults.ts";
import type { AuditOptions } from "../options/audit-options.ts";
import { createKeyRing } from "../secrets/key-ring.ts";
import { parseSecrets } from "../secrets/parse-secret.ts";
import { newId, systemRandom } from "../secrets/random.ts";
import type { AuditArchive, AuditStore } from "../stores/audit-store.ts";
import { createAudit, type Audit } from "./audit.ts";
import { linker } from "./link.ts";
import { toRow } from "./row.ts";

/** What a trail is opened with. */
export interface TrailOptions {
  /** The keys of the suite, newest first, as in its options. */
  readonly secret: string | readonly string[];
  readonly store: AuditStore;
  readonly archive: AuditArchive;
  /** As in the options of the suite: `eventDays` and `attemptDays` are what `retain` goes by. */
  readonly audit?: AuditOptions;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Default: the console. */
  readonly logger?: Logger;
}

/**
 * The audit trail without the suite around it, for commands and jobs: it takes the database and the keys, no users and no
 * Redis. Throws `SallyportConfigError` for a secret that is none.
 */
export function openTrail(options: TrailOptions): Audit {
  const { store, archive, clock = systemClock, logger = consoleLogger } = options;
  const { keys, problems } = parseSecrets([options.secret].flat(), "secret");
  const [first, ...rest] = problems;
  if (first) throw new SallyportConfigError([first, ...rest]);

  const audit = resolveAudit({ ...(options.audit ? { audit: options.audit } : {}) });
  const settings = { audit, clock, logger, random: systemRandom };
  const keyRing = createKeyRing(keys);
  const makeLink = linker(keyRing);
  const write = (event: NewEvent, id: string): Promise<void> =>
    store.append([toRow({ settings, keyRing }, { ...event, id, at: clock.now() })], makeLink);
  const recorder = {
    record: async (events: readonly NewEvent[]) => {
      for (const event of events) await write(event, newId(settings));
    },
    recordOnce: async (id: string, event: NewEvent) => write(event, id),
    flush: () => Promise.resolve(),
    replay: () => Promise.resolve(),
  };
  return createAudit({ archive, keyRing, recorder, settings, durable: { audit: store } });
}
