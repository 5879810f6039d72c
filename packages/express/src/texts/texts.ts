import type { ErrorCode, SentMethodType } from "@sallyport/core";

/** What people read of an error, in one language. */
export type Texts = Readonly<Record<ErrorCode, { readonly title: string; readonly detail: string }>>;

/** What people should know of a method before they rely on it (ASVS 6.6.1), in one language. */
export type RiskNotes = Readonly<Record<SentMethodType, string>>;
