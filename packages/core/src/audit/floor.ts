import type { KeyRing } from "../secrets/key-ring.ts";
import type { AuditFloor, AuditLink, AuditPlace, AuditStrand } from "../stores/audit-store.ts";

/** A purpose of the key ring. */
const PURPOSE = "audit-floor";

/** Whether a strand begins where we have left it. `key_unknown`: sealed with a key that is not on the ring. */
export type FloorState = "valid" | "invalid" | "key_unknown";

/** Seals the last row that retention has deleted from a strand: `<key id>.<mac>`. Who has only the database can't make one. */
export function sealFloor(keyRing: KeyRing, place: AuditPlace & Pick<AuditLink, "link">): string {
  return `${keyRing.currentKeyId}.${keyRing.mac(PURPOSE, textOf(place))}`;
}

/** The other side of `sealFloor`. A strand of which nothing was deleted has no seal, and nothing else either. */
export function checkFloor(keyRing: KeyRing, { chain, strand, floor }: AuditStrand): FloorState {
  if (floor.seq === 0) return floor.link === "" && floor.seal === "" ? "valid" : "invalid";
  const expected = keyRing.macUnder(keyIdOfFloor(floor), PURPOSE, textOf({ chain, strand, ...floor }));
  if (expected === undefined) return "key_unknown";
  return floor.seal === `${keyIdOfFloor(floor)}.${expected}` ? "valid" : "invalid";
}

/** Which key a floor says that it was sealed with. */
export function keyIdOfFloor({ seal }: AuditFloor): string {
  return seal.split(".", 1)[0] ?? "";
}

function textOf({ chain, strand, seq, link }: AuditPlace & Pick<AuditLink, "link">): string {
  return JSON.stringify(["v1", chain, strand, seq, link]);
}
