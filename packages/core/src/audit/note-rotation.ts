import { createHash } from "node:crypto";
import type { Parts } from "../parts.ts";
import type { AuditArchive } from "../stores/audit-store.ts";

/** What it takes to notice. */
export interface RotationParts extends Pick<Parts, "archive" | "keyRing"> {
  readonly recorder: Pick<Parts["recorder"], "recordOnce">;
  readonly durable: { readonly audit: Pick<Parts["durable"]["audit"], "known"> };
  readonly settings: { readonly audit: Pick<Parts["settings"]["audit"], "enabled"> };
}

/** Strands that are looked at: those of the two chains of all, and of some tenants. */
const STRANDS = 64;

/**
 * Records `keys_rotated` where the last rows of the trail were made with other keys than the newest. Each key is noted once,
 * however many processes start with it at the same time: the row has an id that all of them come to. A key that comes back
 * after another one is not noted again.
 */
export async function noteRotation({ archive, keyRing, recorder, durable, settings }: RotationParts): Promise<void> {
  if (!settings.audit.enabled) return;
  const { currentKeyId } = keyRing;
  const before = await lastKeys(archive, currentKeyId);
  if (before.size === 0 || before.has(currentKeyId)) return;
  const id = idOf(currentKeyId);
  if ((await durable.audit.known([id])).length > 0) return;
  const data = { keyId: currentKeyId, before: [...before].sort().join(" ") };
  await recorder.recordOnce(id, { type: "keys_rotated", data });
}

/** The keys of the last row of each strand; it stops where the key that is asked for is among them. */
async function lastKeys(archive: AuditArchive, currentKeyId: string): Promise<ReadonlySet<string>> {
  const written = (await archive.strands()).filter(({ seq, floor }) => seq > floor.seq);
  const keys = new Set<string>();
  for (const strand of written.slice(0, STRANDS)) {
    const [last] = await archive.read(strand, strand.seq - 1, 1);
    if (last) keys.add(last.keyId);
    if (keys.has(currentKeyId)) break;
  }
  return keys;
}

/** A UUIDv8 (RFC 9562 §5.8): a hash, and no time. */
function idOf(keyId: string): string {
  const hex = createHash("sha256").update(`sallyport/v1/keys_rotated/${keyId}`).digest("hex");
  const variant = "89ab"[parseInt(hex.charAt(16), 16) % 4] ?? "8";
  const version = `8${hex.slice(13, 16)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), version, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
