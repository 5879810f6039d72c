import { en } from "./en.ts";
import type { Texts } from "./message.ts";
import { tr } from "./tr.ts";

/** The languages that there are texts in. */
export type Language = "en" | "tr";

export const LANGUAGES: Readonly<Record<Language, Texts>> = { en, tr };

/**
 * Which of our languages a BCP 47 tag asks for: `tr-TR` is `tr`. What is missing, unknown or no tag at all becomes the
 * fallback, or else English: apps hand on whatever their users table holds, and a message must not fail for that.
 */
export function languageOf(tag: string | undefined, fallback?: string): Language {
  return ours(tag) ?? ours(fallback) ?? "en";
}

function ours(tag: unknown): Language | undefined {
  if (typeof tag !== "string") return undefined;
  // POSIX writes `tr_TR`.
  const [primary = ""] = tag.toLowerCase().split(/[-_]/, 1);
  return isLanguage(primary) ? primary : undefined;
}

function isLanguage(primary: string): primary is Language {
  return Object.hasOwn(LANGUAGES, primary);
}
