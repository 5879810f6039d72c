import { z } from "zod";
import type { KeyRing } from "../secrets/key-ring.ts";
import { secretsEqual } from "../secrets/equal.ts";
import type { NewAuditRow } from "../stores/audit-store.ts";

const PURPOSE = "audit-queue";

const line = z.object({ text: z.string(), mac: z.string() });
const nullable = z.string().nullable();
const row = z.object({
  ...{ id: z.string(), type: z.string(), at: z.coerce.date(), chain: z.string() },
  severity: z.enum(["info", "notice", "warning", "critical"]),
  outcome: z.enum(["success", "failure"]),
  ...{ tenantId: nullable, userId: nullable, actorId: nullable, methodType: nullable, methodId: nullable },
  ...{ sessionId: nullable, reason: nullable, note: nullable, ip: nullable, ipHash: nullable, browser: nullable },
  ...{ os: nullable, deviceType: nullable, userAgent: nullable, requestId: nullable },
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  ...{ userSalt: nullable, actorSalt: nullable, userDigest: z.string(), actorDigest: z.string() },
});
const content = z.union([z.object({ row }), z.object({ withdrawn: z.array(z.string()) })]);

/** What a line says: a row that waits, or ids of rows whose acts were not done after all. */
export type QueueLine = { readonly row: NewAuditRow } | { readonly withdrawn: readonly string[] };

/** One line of the file, signed: whoever can write to the disk can't make the trail say what they like. */
export function writeLine(keyRing: KeyRing, value: QueueLine): string {
  const text = JSON.stringify(value);
  return `${JSON.stringify({ text, mac: keyRing.mac(PURPOSE, text) })}\n`;
}

/** Undefined for a line that is not ours, or not whole. */
export function readLine(keyRing: KeyRing, written: string): QueueLine | undefined {
  try {
    const { text, mac } = line.parse(JSON.parse(written));
    if (!keyRing.macs(PURPOSE, text).some((expected) => secretsEqual(expected, mac))) return undefined;
    return content.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
