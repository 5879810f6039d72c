import { actorOf, nameOf, type Actor } from "../admin/actor.ts";
import { act } from "../audit/act.ts";
import { ERASED } from "../audit/erasure.ts";
import { requireReason } from "../limits/reason.ts";
import { setupKey } from "../methods/sent-code/pending-setup.ts";
import { totpSetupKey } from "../methods/totp/setup.ts";
import { record, type Parts } from "../parts.ts";
import { newId } from "../secrets/random.ts";
import type { Forgotten } from "../stores/privacy-store.ts";
import { requireErasure } from "./authorise.ts";
import { endSessions } from "./end-sessions.ts";
import { eraseEvents } from "./erase-events.ts";

/** How many of what. */
export type ErasedCounts = Forgotten & { readonly liveSessions: number; readonly events: number };

/** What came of an erasure. */
export interface ErasureReport {
  /** What stands in the audit trail in the place of the person; null where there was nothing to erase. */
  readonly pseudonym: string | null;
  readonly erased: ErasedCounts;
  /** False where something new of the person came in while this ran: they can still sign in. Erase again once they can't. */
  readonly complete: boolean;
}

/** Rows of a history that go at once. */
const LOT = 1000;

/** Something that came in meanwhile goes in the next round. Whoever signs in all the time is not waited for. */
const ROUNDS = 5;

interface Erasure {
  readonly userId: string;
  readonly tenantId: string | undefined;
  readonly pseudonym: string;
  readonly by: Actor;
  readonly reason: string;
}

/**
 * Removes everything about a person, and puts a pseudonym in their place where a row has to stay. Every step can be repeated,
 * and what is left is found by the person's id alone: an erasure that was cut off goes on when it is asked for again.
 */
export async function erasePerson(
  parts: Parts,
  userId: string,
  { by, reason }: { readonly by: Actor; readonly reason: string },
): Promise<ErasureReport> {
  requireReason(reason);
  const tenantId = await requireErasure(parts, userId, by);
  const pseudonym = `${ERASED}${newId(parts.settings)}`;
  const erasure: Erasure = { userId, tenantId, pseudonym, by, reason };
  let erased = sum();
  for (let round = 0; round < ROUNDS; round += 1) {
    const gone = await sweep(parts, erasure, isNothing(erased));
    erased = sum(erased, gone);
    if (isNothing(gone)) return { pseudonym: isNothing(erased) ? null : pseudonym, erased, complete: true };
  }
  return { pseudonym, erased, complete: false };
}

/** Sessions first: from here on nobody acts as this person any more. The trail last: everything before may add to it. */
async function sweep(parts: Parts, erasure: Erasure, isFirst: boolean): Promise<ErasedCounts> {
  const { userId, pseudonym } = erasure;
  const liveSessions = await endSessions(parts, userId);
  await dropSetups(parts, userId);
  const cleared = await clearHistories(parts, erasure);
  const forgotten = await forget(parts, erasure, isFirst ? sum(cleared, { liveSessions }) : undefined);
  // Rules of the policy may have gone, and a process remembers whom it has reported.
  parts.policyBook.forget();
  await parts.recorder.flush();
  const events = await eraseEvents(parts, { userId, pseudonym });
  return sum(cleared, forgotten, { liveSessions, events });
}

/** What was begun and waits for its code. Whatever else waits is found by nobody but its holder, and gone within minutes. */
async function dropSetups(parts: Parts, userId: string): Promise<void> {
  const keys = [totpSetupKey(parts, userId), setupKey(parts, "sms", userId), setupKey(parts, "email", userId)];
  await Promise.all(keys.map((key) => parts.challenges.take(key)));
}

async function clearHistories(parts: Parts, { userId, pseudonym }: Erasure): Promise<ErasedCounts> {
  let cleared = sum();
  for (;;) {
    const lot = sum(await parts.durable.privacy.clear(userId, { pseudonym, limit: LOT }));
    cleared = sum(cleared, lot);
    if (isNothing(lot)) return cleared;
  }
}

/**
 * All that is left in the tables, with the event that says so: both, or neither. Only the first round that finds something
 * writes one (`before`: what it has found so far).
 */
async function forget(parts: Parts, erasure: Erasure, before: ErasedCounts | undefined): Promise<Forgotten> {
  const { userId, tenantId, pseudonym, by, reason } = erasure;
  if (!before) return parts.durable.privacy.forget(userId, { pseudonym });
  const [row] = await parts.archive.ofPerson(userId, 1);
  return act(parts, async (within) => {
    const forgotten = await within.durable.privacy.forget(userId, { pseudonym });
    if (!row && isNothing(sum(before, forgotten))) return forgotten;
    const tenant = tenantId ?? row?.tenantId ?? undefined;
    await record(within, {
      ...{ type: "user_data_erased", userId: pseudonym, reason },
      ...(tenant === undefined ? {} : { tenantId: tenant }),
      // Whoever erases themselves is not named by that.
      ...(nameOf(by) === userId ? { actorId: pseudonym } : actorOf(by)),
    });
    return forgotten;
  });
}

function sum(...given: readonly Partial<ErasedCounts>[]): ErasedCounts {
  const total: { -readonly [Name in keyof ErasedCounts]: number } = {
    ...{ methods: 0, backupCodes: 0, passkeyHandles: 0, guesses: 0, gracePeriods: 0, policyRules: 0, recoveries: 0 },
    ...{ trustedDevices: 0, sessions: 0, deliveries: 0, messages: 0, mentions: 0, liveSessions: 0, events: 0 },
  };
  for (const counts of given)
    for (const [name, count] of Object.entries(counts)) total[name as keyof ErasedCounts] += count;
  return total;
}

function isNothing(counts: ErasedCounts): boolean {
  return Object.values(counts).every((count) => count === 0);
}
