import { MfaError } from "./errors.ts";
import type { Proof, Stage } from "./protocol.ts";
import type { RequestContext, User } from "./users.ts";

/** Why a session is for enrolling alone. */
export type MustEnroll = "new-account" | "after-reset";

/** Who acts: the user of the session, with what they have shown in it. Comes from the session alone, never from a request. */
export interface Subject {
  readonly user: User;
  readonly stage: Exclude<Stage, "anonymous">;
  readonly proofs: readonly Proof[];
  /** The public handle of the session; none while it is pending. */
  readonly sessionId?: string | undefined;
  /** Nothing but enrolling is open to this session: the account is new, or its methods were taken away. */
  readonly mustEnroll?: MustEnroll | undefined;
  /** The trusted device that has begun this session. */
  readonly deviceId?: string | undefined;
  readonly context: RequestContext;
}

/** A pending sign-in can reach nothing but its own second step (SECURITY.md D1, A4). */
export function requireFull(subject: Subject): void {
  if (subject.stage !== "full") throw new MfaError("ERR-MFA-REQUIRED");
}
