import { notify } from "../delivery/notify.ts";
import { record, type Parts } from "../parts.ts";
import type { MethodType } from "../protocol.ts";
import type { RequestContext, User } from "../users.ts";

/** At this many left, the user is asked to make new codes (SECURITY.md G6). */
const LOW = 3;

/** Records a second factor that was accepted, and a backup code that is now gone. Returns the codes left, where one was used. */
export async function announceUse(
  parts: Parts,
  use: { user: User; type: MethodType; context: RequestContext },
): Promise<number | undefined> {
  const { user, type, context } = use;
  const userId = user.id;
  record(parts, { type: "mfa_challenge_succeeded", userId, methodType: type, context });
  if (type !== "backup_code") return undefined;

  const { remaining, generatedAt } = await parts.durable.backupCodes.count(userId);
  record(parts, { type: "backup_code_used", userId, methodType: type, context, data: { remaining } });
  await notify(parts, { user, kind: "backup_code_used", data: { remaining }, context });
  if (remaining <= LOW) {
    record(parts, { type: "backup_codes_low", userId, context, data: { remaining } });
    // Asked for once in the life of these codes, whichever of several parallel uses has come this far.
    const event = generatedAt?.toISOString() ?? "";
    await notify(parts, { user, kind: "backup_codes_low", data: { remaining }, context, event });
  }
  return remaining;
}
