import { actorOf, type Actor } from "./actor.ts";
import { act } from "../audit/act.ts";
import { accountAddress } from "../delivery/account-address.ts";
import { queueNotice } from "../delivery/notify.ts";
import { emptyOutbox } from "../delivery/outbox.ts";
import { MfaError } from "../errors.ts";
import { record, type Parts } from "../parts.ts";
import type { Proof } from "../protocol.ts";
import { randomToken } from "../secrets/random.ts";
import type { DurableStores } from "../stores/ports.ts";
import { requireFull, type Subject } from "../subject.ts";
import type { User } from "../users.ts";

function hashesOf(parts: Parts, userId: string, token: string): readonly string[] {
  return parts.keyRing.macs("enrollment-link", JSON.stringify([userId, token]));
}

/**
 * Writes a new link to the account's own address, an earlier one is dead by that. When it ends, or undefined where there
 * is no way to send it: then the password is what the user enrolls with.
 */
export async function queueLink(
  parts: Parts,
  stores: DurableStores,
  { user, id }: { readonly user: User; readonly id: string },
): Promise<Date | undefined> {
  const { clock, origins, random, recovery } = parts.settings;
  if (accountAddress(parts, user) === undefined) return undefined;
  const token = randomToken(random);
  const [hash = ""] = hashesOf(parts, user.id, token);
  const seconds = recovery.linkHours * 3600;
  if (!(await stores.recoveries.link(id, { hash, seconds }))) return undefined;

  const expiresAt = new Date(clock.now().getTime() + seconds * 1000);
  // Behind the hash sign: browsers send it to no server, and name it to no other site.
  const link = `${origins[0] ?? ""}${recovery.enrollPath}#enroll=${token}`;
  await queueNotice(parts, stores, { user, kind: "enrollment_link", data: { link, expiresAt }, context: {} });
  return expiresAt;
}

/** Sends the link of a reset again: the first one is lost, or has run out. `ERR-NOT-FOUND` where nobody waits for one. */
export async function sendLinkAgain(
  parts: Parts,
  { user, by }: { readonly user: User; readonly by: Actor },
): Promise<Date> {
  const expiresAt = await act(parts, async (within) => {
    const open = await within.durable.recoveries.openOf(user.id);
    const endsAt = open?.executedAt ? await queueLink(parts, within.durable, { user, id: open.id }) : undefined;
    if (open && endsAt)
      await record(within, {
        type: "enrollment_link_sent",
        userId: user.id,
        data: { recoveryId: open.id },
        ...actorOf(by),
      });
    return endsAt;
  });
  if (!expiresAt) throw new MfaError("ERR-NOT-FOUND");
  parts.courier.postOnce("outbox", () => emptyOutbox(parts));
  return expiresAt;
}

/**
 * A link that came back, in a session of the user that it was made for: worth as much as a code that was mailed, and used
 * up by it. The password was given for that session, so that the mailbox alone opens nothing.
 */
export async function redeemLink(
  parts: Parts,
  { subject, token }: { subject: Subject; token: string },
): Promise<Proof> {
  requireFull(subject);
  const { user, context } = subject;
  await act(parts, async (within) => {
    if (!(await within.durable.recoveries.redeem(user.id, hashesOf(parts, user.id, token))))
      throw new MfaError("ERR-MFA-INVALID");
    await record(within, { type: "enrollment_link_used", userId: user.id, context });
  });
  return { by: "mailed_code", at: parts.settings.clock.now() };
}
