/**
 * The one clean-up of typed codes: spaces and hyphens go (`123 456`, `123-456`). What is left must be six or eight ASCII
 * digits; anything else, digits of other scripts included, is no code (RFC 4226 §5.3, SECURITY.md B5).
 */
export function normaliseCode(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > MAX_INPUT_LENGTH) return undefined;
  const digits = text.replace(/[ -]/g, "");
  return /^(?:[0-9]{6}|[0-9]{8})$/.test(digits) ? digits : undefined;
}

/** Nobody types more around eight digits, and what is refused should cost nothing. */
const MAX_INPUT_LENGTH = 64;
