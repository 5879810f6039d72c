/** The audit trail (docs/audit-trail.md). */
export interface AuditOptions {
  /** Whether events are written to the database. Default true (`SECURITY_AUDIT_ENABLED`); with false they are told to listeners alone. */
  readonly enabled?: boolean;
  /**
   * What happens where an event can't be written. `refuse` (default): what it tells of is not done, and answered with
   * `ERR-UNAVAILABLE` (ASVS 16.5.3). `queue`: it is done, the event waits in a file in `queueDir`, and `health()` says so.
   */
  readonly onAuditFailure?: "refuse" | "queue";
  /** Where events wait. Default `./.sallyport/audit-queue`; a folder that outlives the process. */
  readonly queueDir?: string;
  /** What is kept of addresses and browsers. `masked` (default): /24 and /48, and browser and system in words; `full`: as they came. */
  readonly privacy?: "masked" | "full";
  /** One chain for all (`global`, default), or one for each tenant, which can be verified and deleted by itself. */
  readonly chain?: "global" | "tenant";
  /** How long events are kept. Default 365 days. */
  readonly eventDays?: number;
  /** How long attempts are kept: failures, refusals, sign-ins begun. Default 90 days. */
  readonly attemptDays?: number;
  /** Called with a signed checkpoint from time to time: store it where the database's admin can't reach it. What it throws is logged. */
  readonly onCheckpoint?: (checkpoint: AuditCheckpoint) => void | Promise<void>;
  /** How often. Default 60 minutes; 0: never by itself. */
  readonly checkpointMinutes?: number;
  /** Whether each event is also a line of the log. Default false. */
  readonly log?: boolean;
  /** Where events are posted to (docs/audit-trail.md#webhooks). */
  readonly webhooks?: readonly WebhookOptions[];
}

/** Somebody's server that wants to hear of events. */
export interface WebhookOptions {
  /** A short name, for the record. Never changed: it is what its state is kept under. */
  readonly name: string;
  /** HTTPS, or HTTP on this machine. */
  readonly url: string;
  /** Signs what is posted: 32 characters or more, known to you and them alone. Several, newest first, while you change it. */
  readonly secret: string | readonly string[];
  /** Which events. Default: all. */
  readonly types?: readonly string[];
}

/** Where every strand of the trail stood at one moment, signed: what was written by then can't be cut off unnoticed. */
export interface AuditCheckpoint {
  readonly version: 1;
  /** ISO 8601. */
  readonly at: string;
  readonly strands: readonly {
    readonly chain: string;
    readonly strand: number;
    readonly seq: number;
    readonly link: string;
  }[];
  readonly keyId: string;
  /** HMAC-SHA-256 over all of the above, base64url. */
  readonly mac: string;
}
