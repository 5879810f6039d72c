/** Parts of names whose values are secrets. */
const SECRET_PARTS = new Set([
  ...[
    "password",
    "passwords",
    "passwd",
    "pwd",
    "pass",
    "passphrase",
    "passcode",
    "secret",
    "secrets",
    "token",
    "tokens",
  ],
  ...["otp", "otps", "code", "codes", "cookie", "cookies", "authorization", "credential", "credentials", "pin", "pins"],
  ...[
    "answer",
    "answers",
    "apikey",
    "jwt",
    "bearer",
    "csrf",
    "xsrf",
    "sid",
    "seed",
    "otpauth",
    "cvv",
    "cvc",
    "privatekey",
  ],
]);

/** Two parts that are a secret together. */
const SECRET_PAIRS = new Set([
  "private key",
  "api key",
  "secret key",
  "access key",
  "signing key",
  "pass word",
  "pass code",
]);

/** What a name may end with that is told of a secret and is none itself: `codesLeft`, `passwordChangedAt`. */
const TOLD_OF_IT = new Set([
  ...["left", "remaining", "count", "total", "type", "kind", "length", "size", "seconds", "minutes", "hours", "days"],
  ...[
    "at",
    "limit",
    "max",
    "min",
    "enabled",
    "required",
    "used",
    "changed",
    "expired",
    "status",
    "reason",
    "id",
    "ids",
  ],
]);

/** Codes that everybody knows: `countryCode`, `statusCode`. */
const KNOWN_CODES = new Set([
  "country",
  "status",
  "error",
  "postal",
  "language",
  "currency",
  "exit",
  "response",
  "reason",
]);

/** A name longer than that is not looked at for long. */
const MOST_LOOKED_AT = 128;

/** Whether what has this name must not be kept: `newPassword`, `set-cookie`, `api_key`. */
export function isSecretName(name: string): boolean {
  const parts = partsOf(name.slice(-MOST_LOOKED_AT));
  const last = parts.at(-1) ?? "";
  if (parts.length > 1 && TOLD_OF_IT.has(last)) return false;
  if (parts.length > 1 && /^codes?$/.test(last) && KNOWN_CODES.has(parts.at(-2) ?? "")) return false;
  return parts.some((part, at) => SECRET_PARTS.has(part) || SECRET_PAIRS.has(`${part} ${parts[at + 1] ?? ""}`));
}

/** Words of a name, whichever way they are put together. */
function partsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((part) => part.replace(/\d+$/, ""))
    .filter((part) => part !== "");
}
