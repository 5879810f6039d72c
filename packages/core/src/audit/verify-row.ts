import type { KeyRing } from "../secrets/key-ring.ts";
import type { AuditPart, AuditRow } from "../stores/audit-store.ts";
import { checkProof, pseudonymOf } from "./erasure.ts";
import { expectedLink } from "./link.ts";
import { digestOf, PERSONAL } from "./personal.ts";
import type { BadReason } from "./verification.ts";

/** What is wrong with a row by itself, given the link before it. */
export interface RowFault {
  readonly reason: Extract<BadReason, "edited" | "erasure_unproved" | "key_unknown">;
  readonly keyId?: string;
}

const EDITED: RowFault = { reason: "edited" };

/** Undefined for a row that is as it was written. What is surely wrong goes before what can't be told for want of a key. */
export function faultOf(keyRing: KeyRing, row: AuditRow, previous: string): RowFault | undefined {
  const expected = expectedLink(keyRing, row, previous);
  if (expected !== undefined && expected !== row.link) return EDITED;
  const user = partFault(keyRing, row, "user");
  if (user && user.reason !== "key_unknown") return user;
  const actor = partFault(keyRing, row, "actor");
  if (actor && actor.reason !== "key_unknown") return actor;
  return expected === undefined ? { reason: "key_unknown", keyId: row.keyId } : (user ?? actor);
}

function partFault(keyRing: KeyRing, row: AuditRow, part: AuditPart): RowFault | undefined {
  const isUser = part === "user";
  const salt = isUser ? row.userSalt : row.actorSalt;
  const digest = isUser ? row.userDigest : row.actorDigest;
  const proof = isUser ? row.userErasure : row.actorErasure;
  if (salt !== null) return proof === null && digestOf(row, part, salt) === digest ? undefined : EDITED;
  if (proof === null) return { reason: "erasure_unproved" };
  // Erased, and filled with something afterwards: no digest is left that would tell.
  if (!isBlank(row, part)) return EDITED;
  const state = checkProof(keyRing, { id: row.id, part, pseudonym: pseudonymOf(row, part), digest }, proof);
  if (state === "valid") return undefined;
  return state === "invalid"
    ? { reason: "erasure_unproved" }
    : { reason: "key_unknown", keyId: proof.split(".", 1)[0] ?? "" };
}

/** Nothing in a part but its name, which the proof binds. */
function isBlank(row: AuditRow, part: AuditPart): boolean {
  const name = part === "user" ? "userId" : "actorId";
  return PERSONAL[part].every((field) => {
    const value = row[field];
    return field === name || value === null || (field === "data" && Object.keys(row.data).length === 0);
  });
}
