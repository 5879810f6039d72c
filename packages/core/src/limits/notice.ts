import { heldContext } from "../delivery/held-context.ts";
import { notify } from "../delivery/notify.ts";
import { findUser } from "../find-user.ts";
import { record, type Parts } from "../parts.ts";
import type { RequestContext } from "../users.ts";

/** Failures in a row that the user is told of for the first time; then at each doubling. */
const FIRST_NOTICE = 5;
const NOTICE_EVERY_SECONDS = 3600;

interface Failures {
  readonly userId: string;
  readonly failures: number;
  readonly context: RequestContext;
}

/**
 * Tells the user that somebody who knows their password fails at the second factor (ASVS 6.3.5), at most once an hour over
 * all processes. Nobody waits for it, and nothing that fails in it changes an answer.
 */
export function noticeFailures(parts: Parts, given: Failures): void {
  if (!isTimeForNotice(given.failures)) return;
  const held = { ...given, context: heldContext(given.context) };
  parts.courier.post(() =>
    notice(parts, held).catch((error: unknown) => {
      parts.settings.logger.error("a user could not be told of failed guesses", { error: String(error) });
    }),
  );
}

function isTimeForNotice(failures: number): boolean {
  return Number.isInteger(Math.log2(failures / FIRST_NOTICE)) && failures >= FIRST_NOTICE;
}

async function notice(parts: Parts, { userId, failures, context }: Failures): Promise<void> {
  if (!(await parts.durable.failures.claimNotice(userId, NOTICE_EVERY_SECONDS))) return;
  await record(parts, { type: "failed_guesses_noticed", userId, context, data: { failures } });
  const user = await findUser(parts, userId);
  if (user) await notify(parts, { user, kind: "failed_guesses", data: { failures }, context });
}
