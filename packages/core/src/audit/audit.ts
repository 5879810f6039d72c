import type { AuditCheckpoint } from "../options/audit-options.ts";
import type { Parts } from "../parts.ts";
import type { AuditFilter, AuditRow } from "../stores/audit-store.ts";
import { makeCheckpoint } from "./checkpoint.ts";
import { exportTrail } from "./export.ts";
import { findEntries, type AuditPage, type PageRequest } from "./find.ts";
import { noteRotation, type RotationParts } from "./note-rotation.ts";
import { retainTrail, type Retained, type RetainOptions, type RetainParts } from "./retain.ts";
import type { Verification } from "./verification.ts";
import { verifyTrail, type VerifyOptions } from "./verify.ts";

/** The audit trail of a suite (docs/audit-trail.md). */
export interface Audit {
  /** A page of entries, the newest first. `ERR-VALIDATION` for a cursor that is none of ours. */
  find(filter?: AuditFilter, page?: PageRequest): Promise<AuditPage>;
  /** All rows, the oldest first, with what ties them together; read in lots, however many there are. */
  export(filter?: AuditFilter): AsyncIterable<AuditRow>;
  /** Looks for rows that were changed, deleted, moved or cut off. */
  verify(options?: VerifyOptions): Promise<Verification>;
  /** Signs where the trail ends now, to be kept where the database's admin can't reach it. */
  checkpoint(): Promise<AuditCheckpoint>;
  /** Deletes what is older than `audit.eventDays` and `audit.attemptDays`. Runs by itself in a suite of `createSallyport`. */
  retain(options?: RetainOptions): Promise<Retained>;
  /**
   * Records `keys_rotated`, once, where the trail was written under other keys so far. Runs by itself in a suite of
   * `createSallyport`.
   */
  noteRotation(): Promise<void>;
  /**
   * Writes the events that wait in files of this machine, once the database takes them (`audit.onAuditFailure: "queue"`). Runs
   * by itself in a suite of `createSallyport`.
   */
  replay(): Promise<void>;
  /** Resolves when nothing waits to be written; `ERR-UNAVAILABLE` where it can't be. */
  flush(): Promise<void>;
}

/** What the trail is made of. */
export type AuditParts = RetainParts &
  RotationParts & {
    readonly durable: Pick<Parts["durable"], "audit">;
    readonly recorder: Pick<Parts["recorder"], "flush" | "replay">;
  };

export function createAudit(parts: AuditParts): Audit {
  const { archive, keyRing, recorder, settings } = parts;
  return {
    find: (filter = {}, page = {}) => findEntries(parts.durable.audit, filter, page),
    export: (filter = {}) => exportTrail(archive, filter),
    verify: (options) => verifyTrail(parts, options),
    checkpoint: () => makeCheckpoint({ archive, keyRing, clock: settings.clock }),
    retain: (options) => retainTrail(parts, options),
    noteRotation: () => noteRotation(parts),
    replay: () => recorder.replay(),
    flush: () => recorder.flush(),
  };
}
