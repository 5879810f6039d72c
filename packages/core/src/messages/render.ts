import { manyLines, oneLine } from "./clean.ts";
import { htmlOf } from "./html.ts";
import { LANGUAGES, languageOf } from "./languages.ts";
import type { MessageContexts, MessageKind, MessageOverrides, RenderedMessage } from "./message.ts";
import { plainLetters } from "./plain-letters.ts";
import { hostOf, withOriginLine } from "./sms-origin.ts";

/** In characters. Mail programs show about half of that. */
const MAX_SUBJECT = 120;
/** Names of apps and devices, masked addresses: longer ones only push the message out of sight. */
const MAX_WORDS = 64;
/** Of a link nothing may be missing: an origin, a path of the app, and a token of ours. */
const MAX_LINK = 2000;

/**
 * A message as it goes out: the app's own parts where it has written some, ours for the rest. What reaches either is
 * clean already, and what comes out of the app's is cleaned once more.
 *
 * @param context - `origin` has to be one, as the options make sure. `language` may be anything.
 */
export function renderMessage<Kind extends MessageKind>(
  kind: Kind,
  context: MessageContexts[Kind],
  overrides?: MessageOverrides,
): RenderedMessage {
  const known = cleaned(context);
  const language = languageOf(known.language);
  const own = LANGUAGES[language][kind](known);
  const theirs = overrides?.[kind]?.(known) ?? {};
  const code = "code" in known ? known.code : undefined;

  // A part with nothing in it is one that was left out.
  const subject = oneLine(theirs.subject ?? "", MAX_SUBJECT) || own.subject;
  const theirText = manyLines(theirs.text ?? "");
  const text = theirText || own.paragraphs.join("\n\n");
  const html =
    manyLines(theirs.html ?? "") ||
    htmlOf({
      // An app may write in languages that we don't have.
      language: theirText ? (wellFormed(known.language) ?? language) : language,
      title: subject,
      paragraphs: text.split(/\n\s*\n/),
      origin: "link" in known ? known.link : known.origin,
      code,
    });
  const sms = manyLines(theirs.sms ?? "") || plainLetters(own.sms);
  return { subject, text, html, sms: code === undefined ? sms : withOriginLine(sms, known.origin, code) };
}

/** Every string on one line and bounded, whatever its name: nothing that a text puts in can break out of its place. */
function cleaned<Kind extends MessageKind>(context: MessageContexts[Kind]): MessageContexts[Kind] {
  const { origin } = new URL(context.origin);
  const strings = Object.entries(context)
    .filter((entry): entry is [string, string] => typeof entry[1] === "string")
    .map(([name, value]) => [name, oneLine(value, name === "link" ? MAX_LINK : MAX_WORDS)] as const);
  const issuer = oneLine(context.issuer, MAX_WORDS) || hostOf(origin);
  return { ...context, ...Object.fromEntries<string>(strings), origin, issuer };
}

function wellFormed(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
