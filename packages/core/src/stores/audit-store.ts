/** How much an event matters to whoever watches. */
export type Severity = "info" | "notice" | "warning" | "critical";

/** Whether what was wanted has happened. */
export type Outcome = "success" | "failure";

/** One row of the audit trail, as it is read: who, what, when, where, and what came of it. No secret is in it. */
export interface AuditEntry {
  /** UUIDv7. */
  readonly id: string;
  /** An event type of ours, or `app.…`. */
  readonly type: string;
  readonly at: Date;
  readonly severity: Severity;
  readonly outcome: Outcome;
  readonly tenantId: string | null;
  /** Whom it is about. `erased:…` for a person who was erased. */
  readonly userId: string | null;
  /** Who has done it, where that was somebody else: an admin, an operator. */
  readonly actorId: string | null;
  readonly methodType: string | null;
  readonly methodId: string | null;
  /** The public handle. */
  readonly sessionId: string | null;
  /** Why, in one of our words: `wrong_code`. */
  readonly reason: string | null;
  /** Why, in the words of whoever did it. */
  readonly note: string | null;
  /** Masked, unless `audit.privacy` is `"full"`. */
  readonly ip: string | null;
  /** A keyed hash of the whole address: equal for equal ones. */
  readonly ipHash: string | null;
  readonly browser: string | null;
  readonly os: string | null;
  readonly deviceType: string | null;
  /** Only where `audit.privacy` is `"full"`. */
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

/**
 * A row that is to be written. What names a person is in two parts, the user's and the actor's; the chain holds the digest of
 * each, made with a salt of its own, so that both can be erased and the chain stays whole.
 */
export interface NewAuditRow extends AuditEntry {
  /** Rows of one chain are kept equally long: `events` or `attempts`, with a tenant behind it where each has its own. */
  readonly chain: string;
  /** base64url, 16 bytes. Null once that part was erased. */
  readonly userSalt: string | null;
  readonly actorSalt: string | null;
  /** base64url of HMAC-SHA-256 under that salt. */
  readonly userDigest: string;
  readonly actorDigest: string;
}

/** Where a row stands. A chain has several strands, so that writers need not wait for each other. */
export interface AuditPlace {
  readonly chain: string;
  readonly strand: number;
  /** From 1, without gaps. */
  readonly seq: number;
}

/** What ties a row to the one before. */
export interface AuditLink {
  /** base64url, 32 bytes. */
  readonly link: string;
  readonly keyId: string;
}

/** A row as it is kept. */
export interface AuditRow extends NewAuditRow, AuditPlace, AuditLink {
  /** Which proof there is that the user's part was erased by us; null where it is there. */
  readonly userErasure: string | null;
  readonly actorErasure: string | null;
}

/** Makes the link of a row at its place; `previous` is the link before, `""` for the first. */
export type MakeLink = (row: NewAuditRow, place: AuditPlace, previous: string) => AuditLink;

/** Which rows; everything that is given must hold. */
export interface AuditFilter {
  readonly type?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly outcome?: Outcome | undefined;
  readonly userId?: string | undefined;
  readonly actorId?: string | undefined;
  readonly tenantId?: string | undefined;
  /** From here on. */
  readonly from?: Date | undefined;
  /** Up to here, this instant left out. */
  readonly to?: Date | undefined;
}

/** Where a page begins: behind this row, towards older ones. */
export interface AuditCursor {
  readonly at: Date;
  readonly id: string;
}

/** An event that is to be posted to a webhook. */
export interface WebhookTarget {
  readonly webhook: string;
  readonly eventId: string;
}

/** The audit trail, as requests use it. */
export interface AuditStore {
  /**
   * Writes rows and their links: all of them or none. Waits for no other writer, as long as there are fewer of them than
   * strands. Inside a transaction they are kept if and only if it is; with `isGuarded`, a failure leaves that transaction usable.
   * `targets` says what of it is to be posted to whom, and is kept with it.
   */
  append(
    rows: readonly NewAuditRow[],
    makeLink: MakeLink,
    options?: { readonly isGuarded?: boolean; readonly targets?: readonly WebhookTarget[] },
  ): Promise<void>;
  /** Those of these ids that are there. */
  known(ids: readonly string[]): Promise<readonly string[]>;
  /** The newest first. */
  find(
    filter: AuditFilter,
    page: { readonly limit: number; readonly before?: AuditCursor | undefined },
  ): Promise<readonly AuditRow[]>;
}

/** One strand: where it ends, and where it begins since older rows were deleted. */
export interface AuditStrand {
  readonly chain: string;
  readonly strand: number;
  /** Of the last row; 0 before the first. */
  readonly seq: number;
  readonly link: string;
  readonly floor: AuditFloor;
}

/** The last row that retention has deleted, signed by us; `seq` 0, and nothing else, where none was. */
export interface AuditFloor {
  readonly seq: number;
  readonly link: string;
  readonly seal: string;
}

/** Which part of a row is a person's. */
export type AuditPart = "user" | "actor";

/** A row part that is to be erased. */
export interface AuditErasure {
  readonly id: string;
  readonly part: AuditPart;
  /** What the name becomes: `erased:…`. */
  readonly pseudonym: string;
  /** What proves that it was us. */
  readonly proof: string;
}

/** The audit trail as a whole: what takes longer than a request may. Every call does one lot. */
export interface AuditArchive {
  /** Every strand of every chain, by chain and number. */
  strands(): Promise<readonly AuditStrand[]>;
  /** The rows of one strand behind `afterSeq`, in order. */
  read(
    strand: { readonly chain: string; readonly strand: number },
    afterSeq: number,
    limit: number,
  ): Promise<readonly AuditRow[]>;
  /** In the order of time, oldest first, behind `after`. */
  export(
    filter: AuditFilter,
    page: { readonly limit: number; readonly after?: AuditCursor | undefined },
  ): Promise<readonly AuditRow[]>;
  /**
   * Deletes the rows of one strand up to this one, and moves its floor there, in one transaction. Returns how many; 0, and
   * nothing is done, where this row is not there (any more) with this link.
   */
  retain(upTo: AuditPlace & { readonly link: string }, seal: string): Promise<number>;
  /** Rows in which this person is the user, or the actor, or (without an actor) both; those already erased left out. */
  ofPerson(userId: string, limit: number): Promise<readonly AuditRow[]>;
  /** Blanks these parts: the names become pseudonyms, the rest of the part and its salt null. The links stay. */
  erase(erasures: readonly AuditErasure[]): Promise<void>;
}
