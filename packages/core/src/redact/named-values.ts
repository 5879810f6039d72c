import { isSecretName } from "./secret-name.ts";

/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

/** `name=`, `name: `, `"name": `, `name%3D`, and the same inside a text of JSON. Every part is bounded: time grows with the text alone. */
const NAME = /([A-Za-z][\w.-]{0,63})(?:%5[Dd]|\])?\\{0,4}["']?\s{0,3}(?:[:=]|%3[AaDd])\s{0,3}/g;

/** A quoted value up to its quote, or one up to the next blank. */
const VALUE = /\\{0,4}"(?:[^"\\]|\\.)*"?|\\{0,4}'(?:[^'\\]|\\.)*'?|[^\s&]+/sy;

/** Headers whose value is the rest of the line. */
const HEADER = /((?:set-)?cookie|(?:proxy-)?authorization)(\\{0,4}["']?\s{0,3}[:=])[^\r\n]*/gi;
const SCHEME = /\b(Bearer|Basic|Digest|DPoP|Negotiate)\s{1,3}[^\s"']+/gi;

const SYSTEM = "CONNREFUSED|CONNRESET|TIMEDOUT|PIPE|NOTFOUND|HOSTUNREACH|NOENT|ACCES|NOSPC|AI_AGAIN";

/** Not secrets, though their field is called `code`: ours, and those of Node.js and PostgreSQL. */
const KNOWN_CODE = new RegExp(
  String.raw`^["']?(?:ERR[-_][A-Z_-]+|CONFIG-[A-Z-]+|E(?:${SYSTEM})|[0-9A-Z]{5})["']?[,})\]]*$`,
);

export function isKnownCode(name: string, value: string): boolean {
  return name.toLowerCase() === "code" && KNOWN_CODE.test(value);
}

/** Values that stand beside the name of a secret: `password=…`, `"code": "…"`, `Cookie: …`. */
export function redactNamed(text: string): string {
  return redactPairs(
    text
      .replace(HEADER, (_all, name: string, sign: string) => `${name}${sign} ${REDACTED}`)
      .replace(SCHEME, (_all, scheme: string) => `${scheme} ${REDACTED}`),
  );
}

/** A name that is no secret may have one in its value (`url=https://…?token=…`): the search goes on right behind it. */
function redactPairs(text: string): string {
  const parts: string[] = [];
  let from = 0;
  NAME.lastIndex = 0;
  for (let found = NAME.exec(text); found; found = NAME.exec(text)) {
    const at = NAME.lastIndex;
    VALUE.lastIndex = at;
    const value = isSecretName(found[1] ?? "") ? VALUE.exec(text)?.[0] : undefined;
    if (value === undefined || value.startsWith(REDACTED) || isKnownCode(found[1] ?? "", value)) continue;
    const quote = /^\\*["']/.exec(value)?.[0] ?? "";
    parts.push(text.slice(from, at), quote, REDACTED, quote);
    from = at + value.length;
    NAME.lastIndex = from;
  }
  return [...parts, text.slice(from)].join("");
}
