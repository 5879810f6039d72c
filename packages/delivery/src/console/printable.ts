/**
 * Makes everything visible that a terminal would obey, and everything that would show text in another order than it has:
 * escape sequences can hide, replace or type (CWE-150).
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** A message in a box that is open to the right: how wide a glyph is, only the terminal knows. */
export function box(title: string, lines: readonly string[]): string {
  const framed = lines.map((line) => `│ ${printable(line)}`.trimEnd());
  return [`┌─ ${printable(title)}`, ...framed, "└─", ""].join("\n");
}
