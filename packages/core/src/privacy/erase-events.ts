import { proofOf } from "../audit/erasure.ts";
import type { Parts } from "../parts.ts";
import type { AuditErasure, AuditPart, AuditRow } from "../stores/audit-store.ts";

/** Rows of one statement. */
const LOT = 500;

/**
 * Erases a person from the audit trail, a lot at a time: what is theirs in each row gives way to the pseudonym and a proof that
 * it was us. The rows stay, and so do their links. Returns how many rows that were.
 */
export async function eraseEvents(
  { archive, keyRing }: Pick<Parts, "archive" | "keyRing">,
  { userId, pseudonym }: { readonly userId: string; readonly pseudonym: string },
): Promise<number> {
  let total = 0;
  for (;;) {
    const rows = await archive.ofPerson(userId, LOT);
    if (rows.length === 0) return total;
    const erasures = rows.flatMap((row) =>
      partsOf(row, userId).map((part): AuditErasure => {
        // An event without an actor names nobody in that part, and nobody is named there afterwards.
        const bound = part === "actor" && row.actorId === null ? "" : pseudonym;
        const digest = part === "user" ? row.userDigest : row.actorDigest;
        return {
          id: row.id,
          part,
          pseudonym: bound,
          proof: proofOf(keyRing, { id: row.id, part, pseudonym: bound, digest }),
        };
      }),
    );
    await archive.erase(erasures);
    total += rows.length;
  }
}

/** Which parts of a row are this person's: address and browser are the user's own where nobody else has acted. */
function partsOf(row: AuditRow, userId: string): readonly AuditPart[] {
  const isUser = row.userId === userId;
  const isActor = row.actorId === userId || (isUser && row.actorId === null);
  return [
    ...(isUser && row.userErasure === null ? (["user"] as const) : []),
    ...(isActor && row.actorErasure === null ? (["actor"] as const) : []),
  ];
}
