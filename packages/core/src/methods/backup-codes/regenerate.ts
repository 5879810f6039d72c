import { act } from "../../audit/act.ts";
import { MfaError } from "../../errors.ts";
import { announceNotice, queueNotice } from "../../delivery/notify.ts";
import { record, type Parts } from "../../parts.ts";
import { requireFresh, ruleFor } from "../../policy/authorise.ts";
import { endOthersAfterChange } from "../../sessions/end-others.ts";
import type { Subject } from "../../subject.ts";
import { remindOfExpiry } from "./expiry-reminder.ts";
import { makeBackupCodes } from "./make.ts";

/** Makes new codes and ends the old ones in one transaction. Returned this once. */
export async function regenerateBackupCodes(parts: Parts, subject: Subject): Promise<readonly string[]> {
  const methods = await requireFresh(parts, subject);
  if (methods.length === 0) throw new MfaError("ERR-MFA-NOT-ENABLED");
  if (!(await ruleFor(parts, subject.user)).methods.includes("backup_code")) throw new MfaError("ERR-FORBIDDEN");

  const notice = { user: subject.user, kind: "backup_codes_regenerated", data: {}, context: subject.context } as const;
  const codes = await makeBackupCodes(parts, subject.user.id);
  await act(parts, async (within) => {
    const stores = within.durable;
    await stores.backupCodes.replace(subject.user.id, codes.records, codes.expiry);
    await remindOfExpiry(parts, stores, subject);
    await endOthersAfterChange(within, subject);
    await queueNotice(parts, stores, { ...notice, methods });
    await record(within, {
      type: "backup_codes_regenerated",
      userId: subject.user.id,
      methodType: "backup_code",
      context: subject.context,
    });
  });
  announceNotice(parts, notice);
  return codes.plain;
}
