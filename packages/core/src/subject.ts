import { MfaError } from "./errors.ts";
import type { Proof, Stage } from "./protocol.ts";
import type { RequestContext, User } from "./users.ts";

/** Who acts: the user of the session, with what they have shown in it. Comes from the session alone, never from a request. */
export interface Subject {
  readonly user: User;
  readonly stage: Exclude<Stage, "anonymous">;
  readonly proofs: readonly Proof[];
  /** The public handle of the session; none while it is pending. */
  readonly sessionId?: string | undefined;
  readonly context: RequestContext;
}

/** A pending sign-in can reach nothing but its own second step (SECURITY.md D1, A4). */
export function requireFull(subject: Subject): void {
  if (subject.stage !== "full") throw new MfaError("ERR-MFA-REQUIRED");
}
