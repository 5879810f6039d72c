import type { KeyRing } from "../secrets/key-ring.ts";
import type { AuditEntry, AuditPart } from "../stores/audit-store.ts";

/** A purpose of the key ring. */
const PURPOSE = "audit-erasure";

/** What the name of somebody who was erased begins with. */
export const ERASED = "erased:";

/** What a proof binds: this part, of this row, with what was there, to this pseudonym. */
export interface ErasedPart {
  readonly id: string;
  readonly part: AuditPart;
  /** What the name has become; see `pseudonymOf`. */
  readonly pseudonym: string;
  /** The digest of the part, which the link of the row holds. */
  readonly digest: string;
}

/** Whether a proof holds. `key_unknown`: it names a key that is not on the ring, so nobody can tell. */
export type ProofState = "valid" | "invalid" | "key_unknown";

/** Proves that a part was erased by somebody who has the keys: `<key id>.<mac>`. */
export function proofOf(keyRing: KeyRing, erased: ErasedPart): string {
  return `${keyRing.currentKeyId}.${keyRing.mac(PURPOSE, textOf(erased))}`;
}

/** The other side of `proofOf`. */
export function checkProof(keyRing: KeyRing, erased: ErasedPart, proof: string): ProofState {
  const [keyId = "", mac] = proof.split(".", 2);
  const expected = keyRing.macUnder(keyId, PURPOSE, textOf(erased));
  if (expected === undefined) return "key_unknown";
  return expected === mac ? "valid" : "invalid";
}

/**
 * The pseudonym of a part, as it is bound and checked: what stands in the name. A part without a name (an event without an
 * actor: the address and browser are the user's own) has none, and `""` stands for it.
 */
export function pseudonymOf(row: Pick<AuditEntry, "userId" | "actorId">, part: AuditPart): string {
  return (part === "user" ? row.userId : row.actorId) ?? "";
}

function textOf({ id, part, pseudonym, digest }: ErasedPart): string {
  return JSON.stringify(["v1", id, part, pseudonym, digest]);
}
