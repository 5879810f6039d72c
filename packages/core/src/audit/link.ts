import type { KeyRing } from "../secrets/key-ring.ts";
import type { AuditLink, AuditPlace, MakeLink, NewAuditRow } from "../stores/audit-store.ts";

/** A purpose of the key ring: with its key alone can links be made, and whoever has the database does not have it. */
const PURPOSE = "audit-link";

/** The links of this ring: HMAC-SHA-256 under the newest key over the row, its place and the link before. */
export function linker(keyRing: KeyRing): MakeLink {
  return (row, place, previous) => ({
    link: keyRing.mac(PURPOSE, textOf(row, place, previous)),
    keyId: keyRing.currentKeyId,
  });
}

/** The link as it must be; undefined where its key is not on the ring any more. */
export function expectedLink(
  keyRing: KeyRing,
  row: NewAuditRow & AuditPlace & Pick<AuditLink, "keyId">,
  previous: string,
): string | undefined {
  return keyRing.macUnder(row.keyId, PURPOSE, textOf(row, row, previous));
}

/** Everything of a row that does not name a person, and the digests of what does. One text for one row, on every machine. */
function textOf(row: NewAuditRow, { chain, strand, seq }: AuditPlace, previous: string): string {
  const { id, type, at, severity, outcome, tenantId, methodType, reason, userDigest, actorDigest } = row;
  return JSON.stringify([
    ...["v1", chain, strand, seq, previous, id, type, at.toISOString(), severity, outcome],
    ...[tenantId, methodType, reason, userDigest, actorDigest],
  ]);
}
