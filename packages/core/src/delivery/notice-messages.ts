import { destinationKey, destinationOf, type Destination } from "../methods/destination.ts";
import { parseEmailAddress } from "../methods/email/address.ts";
import type { Parts } from "../parts.ts";
import { aadFor } from "../secrets/key-ring.ts";
import { newId } from "../secrets/random.ts";
import { describeDevice } from "../sessions/device.ts";
import { maskAddress } from "../sessions/masked-address.ts";
import type { OutboxMessage } from "../stores/outbox-store.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { RequestContext, User } from "../users.ts";
import { messageLanguage } from "./message-language.ts";
import type { Notice } from "./notice.ts";

/** Where a notice goes: the account's address, which the app answers for, and every proved number and address. */
interface Addressee extends Destination {
  readonly methodId: string | null;
}

/** One message for each address, and one address once. */
export function noticeMessages(
  parts: Parts,
  methods: readonly MethodRecord[],
  notice: Notice,
): readonly OutboxMessage[] {
  const { user, kind, data, context } = notice;
  const { settings, keyRing } = parts;
  const event = notice.event ?? newId(settings);
  const language = messageLanguage(parts, { user, kind });
  const at = settings.clock.now();
  // A link is as good as a key to whoever reads it: it goes to the account's own address, and lies in the outbox sealed.
  const { link, ...open } = "link" in data ? data : { ...data, link: undefined };
  const words = { ...open, at, ...source(context) };
  return addressees(parts, user, link === undefined ? methods : []).map(({ to, methodId, ...destination }) => {
    const id = newId(settings);
    const sealed = link === undefined ? {} : { sealedLink: keyRing.seal(Buffer.from(link), linkAad(id, user.id)) };
    return {
      ...{ id, userId: user.id, kind, channel: destination.type, methodId, language },
      key: `${kind}:${user.id}:${event}:${destinationKey(parts, { ...destination, to })}`,
      to: keyRing.seal(Buffer.from(to), outboxAad(id, user.id)),
      data: JSON.parse(JSON.stringify({ ...words, ...sealed })) as Record<string, unknown>,
      sendAt: notice.sendAt ?? null,
    };
  });
}

/** A message opens in its own row alone. */
export function outboxAad(id: string, userId: string): string {
  return aadFor({ table: "mfa_outbox", column: "destination", rowId: id, userId });
}

/** So does the link in it. */
export function linkAad(id: string, userId: string): string {
  return aadFor({ table: "mfa_outbox", column: "data", rowId: id, userId });
}

function addressees(parts: Parts, { email }: User, methods: readonly MethodRecord[]): readonly Addressee[] {
  const { channels, delivery } = parts.settings;
  const account = email === undefined ? undefined : parseEmailAddress(email);
  const all: readonly Addressee[] = [
    ...methods.flatMap((method) => {
      const destination = destinationOf(parts, method);
      return destination ? [{ ...destination, methodId: method.id }] : [];
    }),
    ...(account === undefined ? [] : [{ type: "email", to: account, country: null, methodId: null } as const]),
  ];
  const wanted = all.filter(({ type }) => channels[type] && (type === "email" || delivery.sms.notices));
  const distinct = new Map(
    wanted.map((each) => [destinationKey(parts, each), each]).reverse() as [string, Addressee][],
  );
  return [...distinct.values()].reverse();
}

/** Who did it, as far as that is known, in words that say no more than a list of sessions does. */
function source(context: RequestContext): { device?: string; address?: string } {
  const { browser, os } = describeDevice(context);
  const device = [browser, os].filter((word) => word !== undefined).join(", ");
  const address = maskAddress(context.ip);
  return { ...(device === "" ? {} : { device }), ...(address === undefined ? {} : { address }) };
}
