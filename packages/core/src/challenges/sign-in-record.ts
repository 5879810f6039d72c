import { z } from "zod";
import type { Parts } from "../parts.ts";
import type { Amr, Proof } from "../protocol.ts";
import type { ChallengeStore } from "../stores/ports.ts";
import type { User } from "../users.ts";

/** Who holds the pending sign-in: the browser's session, or a client without cookies that holds a token. */
export type Transport = "session" | "token";

/** A pending sign-in as it is stored. What it was granted against is stored with it. */
const schema = z.object({
  purpose: z.literal("sign-in"),
  transport: z.enum(["session", "token"]),
  stamp: z.string(),
  expiresAt: z.coerce.date(),
  passwordAt: z.coerce.date(),
  amr: z.array(z.string()),
  epoch: z.string(),
});

export interface PendingSignIn {
  readonly key: string;
  readonly userId: string;
  readonly transport: Transport;
  readonly stamp: string;
  readonly expiresAt: Date;
  readonly passwordAt: Date;
  readonly amr: Amr;
  /** How often all sessions of the user had been ended when the sign-in began. */
  readonly epoch: string;
}

/** What the first step was accepted against; a changed password voids the second step (SECURITY.md D7). */
export function credentialsStamp(parts: Parts, user: User): string {
  return parts.keyRing.mac(
    "credentials-stamp",
    JSON.stringify([user.id, user.credentialsChangedAt?.toISOString() ?? null]),
  );
}

/** Under which key a token's challenge may be stored: newest secret first, older ones during a rotation. */
export function keysOfToken(parts: Parts, token: string): readonly string[] {
  return parts.keyRing.macs("challenge-key", JSON.stringify(["sign-in", token]));
}

export function toData(pending: Omit<PendingSignIn, "key" | "userId">): Readonly<Record<string, unknown>> {
  return {
    purpose: "sign-in",
    ...pending,
    expiresAt: pending.expiresAt.toISOString(),
    passwordAt: pending.passwordAt.toISOString(),
  };
}

/** Reads a pending sign-in; undefined for anything that is not one, for one that is out of tries, and for one that has expired by the suite's clock. */
export async function readPending(parts: Parts, key: string, transport: Transport): Promise<PendingSignIn | undefined> {
  return fromRecord(parts, await parts.challenges.read(key), transport);
}

export function fromRecord(
  parts: Parts,
  record: Awaited<ReturnType<ChallengeStore["read"]>>,
  transport: Transport,
): PendingSignIn | undefined {
  const data = schema.safeParse(record?.data).data;
  if (
    !record ||
    record.attemptsRemaining < 1 ||
    data?.transport !== transport ||
    data.expiresAt <= parts.settings.clock.now()
  )
    return undefined;
  const { stamp, expiresAt, passwordAt, amr, epoch } = data;
  return { key: record.key, userId: record.userId, transport, stamp, expiresAt, passwordAt, amr, epoch };
}

/** The proofs that a pending sign-in starts from. */
export function firstProofs(pending: PendingSignIn): readonly Proof[] {
  return [{ by: "password", at: pending.passwordAt }];
}
