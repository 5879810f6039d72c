import type { Amr, MustEnroll, OfferedMethod, Proof } from "@sallyport/core";
import type { Request } from "express";
import type {} from "express-session";

/** What a session says about its user. */
export interface SessionState {
  readonly userId: string;
  readonly stage: "pending" | "full";
  readonly proofs: readonly Proof[];
  /** The `amr` of the first factor, where the app gave one. */
  readonly amr: Amr;
  readonly signedInAt: Date;
  /** Where a full session stands in the index: its public handle, and the shard of its user. */
  readonly id?: string | undefined;
  readonly shard?: string | undefined;
  /** It is for enrolling alone. */
  readonly mustEnroll?: MustEnroll | undefined;
  /** The trusted device that it has begun on. */
  readonly deviceId?: string | undefined;
  /** Who was last seen with it: the masked address and the user agent. */
  readonly client?: SessionClient | undefined;
  /** Since when it is in doubt: address or browser have changed. */
  readonly changedAt?: Date | undefined;
  /** It came with an access token, or goes out with one: there is no cookie, and nothing of it is stored but the index. */
  readonly bearer?: { readonly key: string | undefined } | undefined;
  readonly pending?:
    { readonly key: string; readonly expiresAt: Date; readonly methods: readonly OfferedMethod[] } | undefined;
}

/** What a session is compared with, to see it move. */
export interface SessionClient {
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
}

declare module "express-session" {
  interface SessionData {
    /** Written by Sallyport alone: JSON in one text, since express-session hashes every field of a session twice a request. */
    sallyport?: string;
  }
}

/** Our part of the session as it is stored: instants are texts. Holds no secret; `pending.key` is a hash that no route takes. */
interface StoredState {
  readonly userId: string;
  readonly stage: SessionState["stage"];
  readonly proofs: readonly (Omit<Proof, "at"> & { readonly at: string })[];
  readonly amr: Amr;
  readonly signedInAt: string;
  readonly id?: string;
  readonly shard?: string;
  readonly mustEnroll?: MustEnroll;
  readonly deviceId?: string;
  readonly client?: SessionClient;
  readonly changedAt?: string;
  readonly pending?: { readonly key: string; readonly expiresAt: string; readonly methods: readonly OfferedMethod[] };
}

/**
 * Reads our part of the session; anything that we did not write counts as nobody. By hand rather than by a schema: it
 * runs for every request of the app.
 */
export function readState(text: string | undefined): SessionState | undefined {
  const stored = parse(text);
  if (!isStored(stored)) return undefined;
  const { userId, stage, proofs, amr, signedInAt, id, shard, mustEnroll, deviceId, client, changedAt, pending } =
    stored;
  return {
    userId,
    stage,
    proofs: proofs.map((proof) => ({ ...proof, at: new Date(proof.at) })),
    amr,
    signedInAt: new Date(signedInAt),
    id,
    shard,
    mustEnroll,
    deviceId,
    client,
    changedAt: changedAt === undefined ? undefined : new Date(changedAt),
    pending: pending && { ...pending, expiresAt: new Date(pending.expiresAt) },
  };
}

function parse(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isStored(value: unknown): value is StoredState {
  if (typeof value !== "object" || value === null) return false;
  const state = value as Partial<StoredState>;
  return (
    typeof state.userId === "string" &&
    ((state.stage === "full" && typeof state.id === "string" && typeof state.shard === "string") ||
      (state.stage === "pending" && typeof state.pending === "object")) &&
    Array.isArray(state.proofs) &&
    Array.isArray(state.amr) &&
    typeof state.signedInAt === "string"
  );
}

export function writeState(req: Request, state: SessionState): void {
  req.session.sallyport = JSON.stringify(state);
}
