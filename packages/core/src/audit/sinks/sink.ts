import type { AuditEntry } from "../../stores/audit-store.ts";

/** Told of each entry after it is settled; the entry is made where somebody asks for it. What it throws is logged; one that blocks for ever blocks the process, as all code does. */
export type AuditSink = (entry: () => AuditEntry) => void;
