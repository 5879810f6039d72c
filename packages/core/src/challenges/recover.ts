import { requestRecovery, type RecoveryAnswer } from "../admin/self-recovery.ts";
import { MfaError } from "../errors.ts";
import type { Parts } from "../parts.ts";
import { readEpoch } from "../sessions/epoch.ts";
import type { Subject } from "../subject.ts";
import { findPending, type ChallengeHandle } from "./open-sign-in.ts";
import { credentialsStamp } from "./sign-in-record.ts";

/** Who has lost all methods, and the pending sign-in that says that they know the password. */
interface LostMethods {
  readonly subject: Subject;
  /** None for a full session. */
  readonly handle: ChallengeHandle | undefined;
}

/**
 * Asks for the recovery of an account, at the second step. The password was given for a sign-in that must still be good:
 * one that has changed since, or sessions that were all ended, leave nothing to ask by (SECURITY.md D7).
 */
export async function recover(parts: Parts, { subject, handle }: LostMethods): Promise<RecoveryAnswer> {
  if (subject.stage === "pending" && !(handle && (await isStillGood(parts, subject, handle))))
    throw new MfaError("ERR-MFA-CHALLENGE-INVALID");
  return requestRecovery(parts, subject);
}

async function isStillGood(parts: Parts, { user }: Subject, handle: ChallengeHandle): Promise<boolean> {
  const pending = await findPending(parts, handle);
  if (pending?.userId !== user.id || pending.stamp !== credentialsStamp(parts, user)) return false;
  return (await readEpoch(parts, user.id)) === pending.epoch;
}
