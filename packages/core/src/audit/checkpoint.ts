import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { AuditCheckpoint } from "../options/audit-options.ts";
import type { KeyRing } from "../secrets/key-ring.ts";
import type { AuditArchive } from "../stores/audit-store.ts";

/** A purpose of the key ring. */
const PURPOSE = "audit-checkpoint";

const SHAPE = z.object({
  version: z.literal(1),
  at: z.iso.datetime(),
  strands: z.array(
    z.object({
      chain: z.string(),
      strand: z.number().int().nonnegative(),
      seq: z.number().int().positive(),
      link: z.string(),
    }),
  ),
  keyId: z.string(),
  mac: z.string(),
});

/** Whether a checkpoint is ours. `key_unknown`: it names a key that is not on the ring. */
export type CheckpointState = "valid" | "forged" | "key_unknown";

/** Signs where every strand ends now. Strands without rows are left out: they say nothing. */
export async function makeCheckpoint(parts: {
  readonly archive: Pick<AuditArchive, "strands">;
  readonly keyRing: KeyRing;
  readonly clock: Clock;
}): Promise<AuditCheckpoint> {
  const { archive, keyRing, clock } = parts;
  const strands = (await archive.strands())
    .filter(({ seq }) => seq > 0)
    .map(({ chain, strand, seq, link }) => ({ chain, strand, seq, link }));
  const unsigned = { version: 1, at: clock.now().toISOString(), strands, keyId: keyRing.currentKeyId } as const;
  return { ...unsigned, mac: keyRing.mac(PURPOSE, textOf(unsigned)) };
}

/** Was it made with these keys, and is it as it was made? */
export function checkCheckpoint({ keyRing }: { readonly keyRing: KeyRing }, given: AuditCheckpoint): CheckpointState {
  if (!SHAPE.safeParse(given).success) return "forged";
  const expected = keyRing.macUnder(given.keyId, PURPOSE, textOf(given));
  if (expected === undefined) return "key_unknown";
  return expected === given.mac ? "valid" : "forged";
}

/** Reads one from a file. Undefined for what is none; whether it is ours, `checkCheckpoint` says. */
export function parseCheckpoint(text: string): AuditCheckpoint | undefined {
  try {
    return SHAPE.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** One text for one checkpoint, in whatever order its names are given. */
function textOf({ version, at, keyId, strands }: Omit<AuditCheckpoint, "mac">): string {
  return JSON.stringify([
    version,
    at,
    keyId,
    strands.map(({ chain, strand, seq, link }) => [chain, strand, seq, link]),
  ]);
}
