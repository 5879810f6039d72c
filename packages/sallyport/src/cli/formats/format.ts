import type { AuditRow } from "@sallyport/core";

/** How rows of the audit trail are written for other programs. */
export interface Format {
  /** Before the first row. */
  readonly header?: string;
  /** One row, with what ends a line. */
  readonly line: (row: AuditRow) => string;
}
