import { redactNamed, REDACTED } from "./named-values.ts";
import { maskMachines, maskReachable } from "./personal.ts";
import { isBase64, isSecretRun } from "./random-run.ts";

/** What may be changed of the rules. */
export interface RedactOptions {
  /** How long the result may be. Default 512 characters. */
  readonly most?: number;
  /** Whether addresses of machines stay whole (`audit.privacy: "full"`). Default false. */
  readonly keepsAddresses?: boolean;
}

const MOST = 512;

/** So much is looked at for each character that may stay: what is replaced is longer than what replaces it. */
const LOOKED_AT = 4;

/** Half a character, or none: no database takes them, and one row that is refused would hold up all that come with it. */
const UNSTORABLE = /\u0000|\p{Surrogate}/gu;

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,40}-----/;
const OTPAUTH = /otpauth(?::|%3[Aa])[^\s"'<>]*/gi;
const SEALED = /\bv1\.[\w-]{1,40}\.[\w-]{1,40}\.[\w-]+/g;
const USER_INFO = /[^\s"'<>`]+/g;
const UUID = /((?<![\w-])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\w-]))/i;

/** A TOTP secret as it is typed, and codes with a blank in the middle. */
const TYPED_SECRET = /\b(?:[A-Z2-7]{4}[ -]){3,15}[A-Z2-7]{1,4}\b|\b(?:[a-z2-7]{4} ){7}[a-z2-7]{4}\b/g;
const TYPED_CODE =
  /(?<![\w.:+-])(?:\d{3}[ -]\d{3}|\d{4}[ -]\d{4}|[\dA-HJKMNP-TV-Z]{5} [\dA-HJKMNP-TV-Z]{5})(?![\w:-])/g;
const BASE64 = /[\w+/-]{24,}={0,2}/g;
const RUN = /[\w-]{6,}/g;

/**
 * A text without what must never be kept (SECURITY.md M2): codes, tokens, cookies, passwords beside their name, otpauth URIs and
 * secrets of authenticator apps, sealed values, passwords of URLs; mail addresses, phone numbers and addresses of machines are
 * masked. UUIDs stay: they open nothing. Takes time in proportion to the text, and never throws.
 */
export function redactText(text: string, { most = MOST, keepsAddresses = false }: RedactOptions = {}): string {
  const redacted = redactNamed(
    withoutUserInfo(withoutKeys(beginningOf(text.replace(UNSTORABLE, ""), most * LOOKED_AT))),
  )
    .replace(OTPAUTH, REDACTED)
    .replace(SEALED, REDACTED)
    .split(UUID)
    .map((part, at) => (at % 2 === 1 ? part : redactBetween(part, keepsAddresses)))
    .join("");
  return redacted.length > most ? `${redacted.slice(0, most - 1).replace(UNSTORABLE, "")}…` : redacted;
}

/** Half a token is not known as one any more: what is cut off goes back to a blank. */
function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most);
  return `${cut.slice(0, Math.max(...[" ", "\n", "\t"].map((blank) => cut.lastIndexOf(blank))) + 1)}…`;
}

function withoutKeys(text: string): string {
  const found = PRIVATE_KEY.exec(text);
  return found?.[0].includes("PRIVATE KEY") ? `${text.slice(0, found.index)}${REDACTED}` : text;
}

/** `postgres://app:hunter2@db/app`: whatever stands between `//` and the last `@` of a word. */
function withoutUserInfo(text: string): string {
  return text.replace(USER_INFO, (word) => {
    const from = word.indexOf("://");
    const to = word.lastIndexOf("@");
    return from === -1 || to < from ? word : `${word.slice(0, from + 3)}${REDACTED}${word.slice(to)}`;
  });
}

function redactBetween(part: string, keepsAddresses: boolean): string {
  return maskReachable(keepsAddresses ? part : maskMachines(part))
    .replace(TYPED_SECRET, (words) => (/^[a-z ]+$/.test(words) ? words : REDACTED))
    .replace(TYPED_CODE, REDACTED)
    .replace(BASE64, (run) => (/[+/]/.test(run) && isBase64(run) ? REDACTED : run))
    .replace(RUN, (run) => (isSecretRun(run) ? REDACTED : run));
}
