import { notify } from "../delivery/notify.ts";
import { record, type Parts } from "../parts.ts";
import type { RequestContext, User } from "../users.ts";

/** At this many left, the user is asked to make new codes (SECURITY.md G6). */
const LOW = 3;

/** What is left of a user's backup codes, and when they were made. */
export interface CodesLeft {
  readonly remaining: number;
  readonly generatedAt: Date | null;
}

/** Records a backup code that is gone, in the transaction that takes it. */
export async function recordBackupCode(
  within: Parts,
  { userId, context, left }: { readonly userId: string; readonly context: RequestContext; readonly left: CodesLeft },
): Promise<void> {
  const about = { userId, context, data: { remaining: left.remaining } };
  await record(within, { type: "backup_code_used", methodType: "backup_code", ...about });
  if (left.remaining <= LOW) await record(within, { type: "backup_codes_low", ...about });
}

/** Tells the user of a backup code that is gone, and asks for new ones in time. */
export async function announceBackupCode(
  parts: Parts,
  use: { readonly user: User; readonly context: RequestContext; readonly left: CodesLeft },
): Promise<void> {
  const { user, context } = use;
  const { remaining, generatedAt } = use.left;
  await notify(parts, { user, kind: "backup_code_used", data: { remaining }, context });
  if (remaining > LOW) return;
  // Asked for once in the life of these codes, whichever of several parallel uses has come this far.
  const event = generatedAt?.toISOString() ?? "";
  await notify(parts, { user, kind: "backup_codes_low", data: { remaining }, context, event });
}
