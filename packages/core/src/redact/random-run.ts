/** From here on, what is no word is a token: 120 bits in base64url. */
const SHORTEST_TOKEN = 20;

/** Base32 of 80 bits: the shortest secret of an authenticator app, and the longer kind of backup codes. */
const BASE32_OR_LONG_CODE = /^(?:[A-Z0-9]{16,}|(?=[a-z]*\d)[a-z0-9]{16,})$/;

/** `XXXXX-XXXXX` and `XXXX-XXXX-XXXX-XXXX`, in any case. */
const GROUPED_CODE = /^(?:[\da-z]{5}-[\da-z]{5}|(?:[\da-z]{4}-){3}[\da-z]{4})$/i;

/** The same without its hyphen. */
const TEN_SYMBOLS =
  /^(?:(?=[A-Z]*\d)(?=\d*[A-Z])[\dA-HJKMNP-TV-Z]{10}|(?=[a-z]*\d)(?=\d*[a-z])[\da-hjkmnp-tv-z]{10}|[A-HJKMNP-TV-Z]{10})$/;

/** Letters that are in no backup code, but in nearly every pair of words: `retry-limit`. */
const PROSE = /^(?=.*[ilou])[a-z-]+$/;

/** What names are made of: `createRequestMfa`, `sha256`, `2026`. */
const WORD = /^(?:[A-Za-z]?[a-z]{0,18}(?:[A-Z][a-z]{1,18}){0,6}\d{0,4}|[A-Z]{1,15}\d{0,4}|\d{1,5})$/;

/** Whether a run of letters, digits, `-` and `_` is a code, a token, or the secret of an authenticator app. */
export function isSecretRun(run: string): boolean {
  if (/^\d+$/.test(run)) return run.length === 6 || run.length === 8 || run.length > 15;
  if (run.startsWith("eyJ") && run.length > 9) return true;
  if (GROUPED_CODE.test(run)) return !PROSE.test(run);
  if (TEN_SYMBOLS.test(run) || BASE32_OR_LONG_CODE.test(run)) return true;
  return run.length >= SHORTEST_TOKEN && !run.split(/[-_]+/).every(isWord);
}

function isWord(part: string): boolean {
  return part === "" || (part.length < SHORTEST_TOKEN * 2 && WORD.test(part));
}

/** Whether a run with `+` and `/` in it is base64 rather than a path: kinds of characters change with nearly every one. */
export function isBase64(run: string): boolean {
  let changes = 0;
  for (let at = 1; at < run.length; at++) if (kindOf(run[at] ?? "") !== kindOf(run[at - 1] ?? "")) changes += 1;
  return changes >= 0.45 * run.length;
}

function kindOf(character: string): string {
  if (/\d/.test(character)) return "digit";
  if (/[a-z]/.test(character)) return "small";
  return /[A-Z]/.test(character) ? "capital" : "other";
}
