import type { Amr, OfferedMethod, Proof } from "@sallyport/core";
import type { Request } from "express";
import type {} from "express-session";
import { z } from "zod";

/** Our part of the session, as it is stored. Holds no secret: `pending.key` is a keyed hash that no route accepts. */
const schema = z.object({
  userId: z.string(),
  stage: z.enum(["pending", "full"]),
  proofs: z.array(
    z.object({
      by: z.enum(["password", "totp", "sms", "email", "webauthn", "backup_code", "trusted_device"]),
      at: z.coerce.date(),
    }),
  ),
  amr: z.array(z.string()),
  signedInAt: z.coerce.date(),
  pending: z
    .object({ key: z.string(), expiresAt: z.coerce.date(), methods: z.array(z.custom<OfferedMethod>()) })
    .optional(),
});

/** What a session says about its user. */
export interface SessionState {
  readonly userId: string;
  readonly stage: "pending" | "full";
  readonly proofs: readonly Proof[];
  /** The `amr` of the first factor, where the app gave one. */
  readonly amr: Amr;
  readonly signedInAt: Date;
  readonly pending?:
    { readonly key: string; readonly expiresAt: Date; readonly methods: readonly OfferedMethod[] } | undefined;
}

declare module "express-session" {
  interface SessionData {
    /** Written by Sallyport alone. */
    sallyport?: unknown;
  }
}

/** Reads our part of the session; anything that we did not write counts as nobody. */
export function readState(req: Request): SessionState | undefined {
  return schema.safeParse(req.session.sallyport).data;
}

export function writeState(req: Request, state: SessionState): void {
  req.session.sallyport = JSON.parse(JSON.stringify(state));
}
