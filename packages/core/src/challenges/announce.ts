import { record, type Parts } from "../parts.ts";
import type { MethodType } from "../protocol.ts";
import type { RequestContext } from "../users.ts";

/** At this many left, the user is asked to make new codes (SECURITY.md G6). */
const LOW = 3;

/** Records a second factor that was accepted, and a backup code that is now gone. Returns the codes left, where one was used. */
export async function announceUse(
  parts: Parts,
  use: { userId: string; type: MethodType; context: RequestContext },
): Promise<number | undefined> {
  const { userId, type, context } = use;
  record(parts, { type: "mfa_challenge_succeeded", userId, methodType: type, context });
  if (type !== "backup_code") return undefined;

  const { remaining } = await parts.durable.backupCodes.count(userId);
  record(parts, { type: "backup_code_used", userId, methodType: type, context, data: { remaining } });
  if (remaining <= LOW) record(parts, { type: "backup_codes_low", userId, context, data: { remaining } });
  return remaining;
}
