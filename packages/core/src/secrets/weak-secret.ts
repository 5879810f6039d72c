/** What people write until they have a secret, letters and digits only. Long enough never to turn up in random text. */
const PLACEHOLDERS = [
  "changeme",
  "changethis",
  "replaceme",
  "replacethis",
  "yoursecret",
  "mysecret",
  "supersecret",
  "secretkey",
  "sessionsecret",
  "mfasecret",
  "sallyport",
  "placeholder",
  "example",
  "default",
  "password",
  "letmein",
  "qwertyui",
  "asdfghjk",
  "keyboardcat",
  "deadbeef",
  "insecure",
  "development",
];

/** 32 random characters have more different ones, even in hex (one in thirty million has fewer). */
const MIN_DISTINCT = 8;

/** Why this text can be guessed; undefined where nothing shows. Never contains any of it. */
export function weaknessOf(text: string): string | undefined {
  const letters = text.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (PLACEHOLDERS.some((word) => letters.includes(word))) return "it is, or contains, a default or an example";
  return patternIn([...text].map((character) => character.codePointAt(0) ?? 0));
}

/** Why these 32 bytes are not random. Each test refuses fewer than one random key in a million million. */
export function weaknessOfKey(key: Uint8Array): string | undefined {
  const printable = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable ? "it is base64 of readable text, not of random bytes" : patternIn([...key]);
}

function patternIn(values: readonly number[]): string | undefined {
  if (new Set(values).size < MIN_DISTINCT) return "it has too few different characters";
  if (isRepeated(values)) return "it repeats itself";
  if (isRun(values)) return "it is a run of neighbouring characters";
  return undefined;
}

/** One unit, again and again: it is only as good as the unit. */
function isRepeated(values: readonly number[]): boolean {
  for (let unit = 1; unit <= values.length / 2; unit++)
    if (values.every((value, at) => value === values[at % unit])) return true;
  return false;
}

/** `abcdef…`, `98765…`, bytes counted up: most values are the next ones of their neighbours. */
function isRun(values: readonly number[]): boolean {
  const neighbours = values.filter((value, at) => Math.abs(value - (values[at - 1] ?? Infinity)) <= 1);
  return neighbours.length > values.length / 2;
}
