import { DeliveryError } from "@sallyport/core";

/** One bare address: no name, no second address, nothing that ends a line or a header (CWE-93). */
const ADDRESS = /^[^\s\p{C}<>()[\]\\,;:"@]{1,64}@[^\s\p{C}<>()[\]\\,;:"@]{1,255}$/u;

/** The sender, bare or as `Acme Bank <no-reply@acme.example>`. */
const SENDER = /^(?:[^\p{C}<>]{0,200}<)?(?<address>[^\s<>]+)(?<close>>)?$/u;

/** Where a mail goes to, if it can go there. Throws a `DeliveryError` for good: no other try makes an address of it. */
export function recipientOf(to: string): string {
  if (ADDRESS.test(to)) return to;
  throw new DeliveryError("not an e-mail address", { isPermanent: true });
}

/** The bare address of a sender; undefined where there is none, or more than one. */
export function senderAddress(from: unknown): string | undefined {
  if (typeof from !== "string") return undefined;
  const { address = "", close } = SENDER.exec(from)?.groups ?? {};
  return ADDRESS.test(address) && from.includes("<") === (close !== undefined) ? address : undefined;
}

/** One line, whatever was in it: a header ends where its line does. */
export function headerLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
