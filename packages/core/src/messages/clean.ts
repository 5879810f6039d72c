/**
 * What is not fit to be seen: controls, halves of surrogate pairs, and marks that turn the direction of reading around
 * and so can show a text as another one.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu;

/**
 * A text on one line, bounded in characters. For subjects, where a line break starts another header, and for names,
 * which must not start a line of their own anywhere.
 */
export function oneLine(text: string, maxLength: number): string {
  const line = [...text.replace(/\s+/g, " ").replace(UNSEEN, "").trim()];
  if (line.length <= maxLength) return line.join("");
  const start = line.slice(0, maxLength - 1).join("");
  return `${start.trimEnd()}…`;
}

/**
 * A text on as many lines as it has, each ended by `\n`, without controls. Marks of direction stay: what runs from right
 * to left is written with them, and this is for the app's own texts.
 */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replaceAll("\t", " ")
    .replace(/(?!\n)[\p{Cc}\p{Cs}]/gu, "")
    .trim();
}
