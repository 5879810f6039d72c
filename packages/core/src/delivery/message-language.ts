import { languageOf } from "../messages/languages.ts";
import type { MessageKind } from "../messages/message.ts";
import type { Parts } from "../parts.ts";
import type { User } from "../users.ts";

/**
 * The language of a message: the user's own, else the one that they browse in, else the app's. An app that writes a text
 * itself gets the user's tag as it is: it may write in languages that we don't have.
 */
export function messageLanguage(
  parts: Parts,
  { user, kind, asked }: { readonly user: User; readonly kind: MessageKind; readonly asked?: string | undefined },
): string {
  const { delivery, messages } = parts.settings;
  const tag = user.locale ?? asked;
  return messages[kind] && tag !== undefined ? tag : languageOf(tag, delivery.language);
}
