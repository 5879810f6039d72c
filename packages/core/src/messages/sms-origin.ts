/** What the origin-bound one-time code of a short message is for (https://wicg.github.io/sms-one-time-codes/). */

/**
 * The host as the format wants it: ASCII, without the port. The format knows https and no ports; browsers fill a code in
 * wherever the page is of the same site as the host, and sites have no ports either (issue 3 of the specification).
 * Chrome reads only letters, digits, dots and hyphens there: with `:3000` it would see no code at all.
 */
export function hostOf(origin: string): string {
  return new URL(origin).hostname;
}

/**
 * Ends a short message with the line that ties the code to the origin, so that browsers and phones fill it in there and
 * nowhere else. It must be the very last line, and nothing may follow it, not even a line break.
 */
export function withOriginLine(text: string, origin: string, code: string): string {
  const line = `@${hostOf(origin)} #${code}`;
  const lines = text.split("\n");
  const told = lines.at(-1) === line ? lines.slice(0, -1).join("\n") : text;
  return `${told.trimEnd()}\n\n${line}`.trimStart();
}
