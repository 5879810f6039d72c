/**
 * One spelling of what people type as a user name or an address: compatibility forms, case and white space do not make
 * another account of it (`ｂｏｂ`, ` Bob ` and `BOB` are `bob`; Unicode NFKC, UAX #15). Look accounts up in this form as well.
 *
 * @example
 * ```ts
 * import { canonicalIdentifier } from "@sallyport/core";
 *
 * canonicalIdentifier(" Ｂob@Example.com "); // "bob@example.com"
 * ```
 */
export function canonicalIdentifier(text: string): string {
  // Twice: lower case can leave what has a shorter form, and the other way round.
  return text.normalize("NFKC").toLowerCase().normalize("NFKC").replace(/\s+/gu, "");
}
