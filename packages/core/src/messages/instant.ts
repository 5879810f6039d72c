/**
 * Date and time in the form of a language, in UTC: whoever sends a message knows nothing of the reader's clock, and a
 * time that does not say whose it is helps nobody.
 *
 * @param locale - BCP 47, with the region where forms differ: `en` by itself is American and writes the month first.
 */
export function instantIn(locale: string): (at: Date) => string {
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const time = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  // Formatted apart and joined here: what stands between the two changes with the version of ICU.
  return (at) => `${date.format(at)}, ${time.format(at)} UTC`;
}
