import type { ErrorCode, SentMethodType } from "@sallyport/core";

/** What people read of an error. */
export interface ErrorText {
  readonly title: string;
  readonly detail: string;
}

/** What people read of all errors, in one language. */
export type Texts = Readonly<Record<ErrorCode, ErrorText>>;

/**
 * Texts of the app, by language (BCP 47, in lower case): words of its own in the place of ours, or a language that we don't
 * have. What it leaves out is ours, in English where we don't have the language.
 *
 * @example
 * ```ts
 * import type { ErrorTexts } from "sallyport";
 *
 * export const texts: ErrorTexts = {
 *   de: { "ERR-MFA-INVALID": { title: "Nicht angenommen", detail: "Dieser Code wurde nicht angenommen." } },
 * };
 * ```
 */
export type ErrorTexts = Readonly<Record<string, Readonly<Partial<Record<ErrorCode, ErrorText>>>>>;

/** What people should know of a method before they rely on it (ASVS 6.6.1), in one language. */
export type RiskNotes = Readonly<Record<SentMethodType, string>>;
