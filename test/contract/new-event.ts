import type { AuditArchive, AuditRow, AuditStore, DurableStores, MakeLink, NewAuditRow } from "@sallyport/core";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { QueryTypes, type Sequelize } from "sequelize";

/** What the suites of the audit trail work with. */
export interface OpenAudit {
  readonly stores: DurableStores;
  readonly archive: AuditArchive;
  readonly sequelize: Sequelize;
}

/** Something that happened to nobody in particular, in a chain that no other test has. */
export function newEvent(more: Partial<NewAuditRow> = {}): NewAuditRow {
  return {
    ...{ id: randomUUID(), chain: newChain(), type: "sign_in_completed", at: new Date() },
    ...{ severity: "info", outcome: "success", tenantId: null, userId: randomUUID(), actorId: null },
    ...{ methodType: null, methodId: null, sessionId: null, reason: null, note: null },
    ...{ ip: null, ipHash: null, browser: null, os: null, deviceType: null, userAgent: null, requestId: null },
    ...{ data: {}, userSalt: salt(), actorSalt: salt(), userDigest: "of a user", actorDigest: "of an actor" },
    ...more,
  };
}

export function newEvents(count: number, more: Partial<NewAuditRow> = {}): readonly NewAuditRow[] {
  const chain = newChain();
  return Array.from({ length: count }, () => newEvent({ chain, ...more }));
}

export function newChain(): string {
  return `events:${randomUUID()}`;
}

function salt(): string {
  return randomBytes(16).toString("base64url");
}

/** A link that anybody can make. */
export const linkOf: MakeLink = ({ id, at }, { chain, strand, seq }, previous) => ({
  link: createHash("sha256")
    .update(JSON.stringify([id, at.toISOString(), chain, strand, seq, previous]))
    .digest("base64url"),
  keyId: "k1",
});

export function append(audit: AuditStore, ...rows: readonly NewAuditRow[]): Promise<void> {
  return audit.append(rows, linkOf);
}

/** Every row of a chain, strand by strand. */
export async function rowsOf(archive: AuditArchive, chain: string): Promise<readonly AuditRow[]> {
  const strands = (await archive.strands()).filter((strand) => strand.chain === chain);
  return (await Promise.all(strands.map((strand) => archive.read(strand, 0, 10_000)))).flat();
}

/** What is wrong with the rows of a chain: numbers that are missing or double, links that do not follow, ends elsewhere. */
export async function flawsOf(archive: AuditArchive, chain: string): Promise<readonly string[]> {
  const strands = (await archive.strands()).filter((strand) => strand.chain === chain);
  const flaws: string[] = [];
  for (const { strand, floor, seq, link } of strands) {
    let last: { seq: number; link: string } = floor;
    for (const row of await archive.read({ chain, strand }, 0, 10_000)) {
      const place = `${String(strand)}/${String(row.seq)}`;
      if (row.seq !== last.seq + 1) flaws.push(`${place} is not the next number`);
      if (row.link !== linkOf(row, row, last.link).link) flaws.push(`${place} has another link`);
      last = row;
    }
    if (last.seq !== seq || last.link !== link) flaws.push(`${String(strand)} ends elsewhere`);
  }
  return flaws;
}

/** What a query of a test answers. */
export function ask(
  sequelize: Sequelize,
  text: string,
  bind: readonly unknown[] = [],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return sequelize.query<Record<string, unknown>>(text, { bind: [...bind], type: QueryTypes.SELECT });
}
