import { z } from "zod";
import type { Parts } from "../../parts.ts";
import type { SentMethodType } from "../../protocol.ts";
import type { CodeBinding } from "./code.ts";

/** A set-up that waits for its code. */
export interface PendingSetup {
  readonly purpose: "sent-setup";
  readonly methodId: string;
  readonly name: string;
  /** The number or address, sealed for the row that it will be. */
  readonly sealed: string;
  /** One spelling of it, keyed. */
  readonly destination: string;
  readonly country: string | null;
  /** Sealed. */
  readonly code: string;
  readonly codeId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

const schema: z.ZodType<PendingSetup> = z.object({
  purpose: z.literal("sent-setup"),
  methodId: z.string(),
  name: z.string(),
  sealed: z.string(),
  destination: z.string(),
  country: z.string().nullable(),
  code: z.string(),
  codeId: z.string(),
  issuedAt: z.coerce.date(),
  expiresAt: z.coerce.date(),
});

/** The key of a user's only open set-up of this type: another number takes the place of the first. */
export function setupKey(parts: Parts, type: SentMethodType, userId: string): string {
  return parts.keyRing.mac("challenge-key", JSON.stringify([`${type}-setup`, userId]));
}

/** What the code of a set-up is good for. */
export function setupBinding(type: SentMethodType, userId: string, { methodId, destination }: SetupCode): CodeBinding {
  return { purpose: "set-up", userId, methodId, boundTo: `${type} ${destination}` };
}

type SetupCode = Pick<PendingSetup, "methodId" | "destination">;

export function parseSetup(parts: Parts, data: unknown): PendingSetup | undefined {
  const pending = schema.safeParse(data).data;
  return pending && pending.expiresAt > parts.settings.clock.now() ? pending : undefined;
}
