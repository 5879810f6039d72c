import { MfaError } from "../errors.ts";
import type { AuditCursor } from "../stores/audit-store.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A cursor as clients get it: nothing that they should read, and nothing that is worth hiding. */
export function formatCursor({ at, id }: AuditCursor): string {
  return Buffer.from(`${String(at.getTime())}.${id}`).toString("base64url");
}

/** `ERR-VALIDATION` for anything that is none. */
export function parseCursor(text: string): AuditCursor {
  const [, time, id] = /^(\d{1,15})\.(.+)$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (time === undefined || id === undefined || !UUID.test(id) || text.length > 100)
    throw new MfaError("ERR-VALIDATION", { members: { errors: [{ field: "cursor", message: "malformed" }] } });
  return { at: new Date(Number(time)), id };
}
