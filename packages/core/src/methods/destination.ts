import type { Parts } from "../parts.ts";
import type { SentMethodType } from "../protocol.ts";
import { canonicalIdentifier } from "../limits/canonical-identifier.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import { hintOfAddress, mailboxOf } from "./email/address.ts";
import { openSecret } from "./sealed-secret.ts";
import { hintOfNumber } from "./sms/number.ts";

/** Where codes of a method go. */
export interface Destination {
  readonly type: SentMethodType;
  /** E.164, or an address. Never in a log, an event or an answer. */
  readonly to: string;
  /** Of a number. */
  readonly country: string | null;
}

export function isSentMethod(type: string): type is SentMethodType {
  return type === "sms" || type === "email";
}

/** What its owner knows it by. */
export function hintOf({ type, to }: Destination): string {
  return type === "sms" ? hintOfNumber(to) : hintOfAddress(to);
}

/** The same of a stored method, as it was written when it was proved. */
export function hintOfMethod({ settings }: Pick<MethodRecord, "settings">): { readonly hint?: string } {
  const hint = settings["hint"];
  return typeof hint === "string" ? { hint } : {};
}

/** One spelling for comparisons; the destination itself must not be told from it. */
export function destinationKey(parts: Parts, destination: Destination): string {
  return destinationKeys(parts, destination)[0] ?? "";
}

/** The same under every key, newest first: what was stored before a key was changed is still known. */
export function destinationKeys(parts: Parts, { type, to }: Destination): readonly string[] {
  return parts.keyRing.macs("destination", JSON.stringify([type, spellingOf({ type, to })]));
}

/** What counts as one mailbox, or one number. */
export function spellingOf({ type, to }: Pick<Destination, "type" | "to">): string {
  return type === "sms" ? to : canonicalIdentifier(mailboxOf(to));
}

/** Where the codes of a stored method go; undefined where its row can't be read. */
export function destinationOf(parts: Parts, method: MethodRecord): Destination | undefined {
  if (!isSentMethod(method.type)) return undefined;
  const to = openSecret(parts, method);
  const country = method.settings["country"];
  return (
    to && {
      type: method.type,
      to: Buffer.from(to).toString(),
      country: typeof country === "string" ? country : null,
    }
  );
}
